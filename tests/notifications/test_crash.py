import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.notifications.smtp import rude_server

ROOT = Path(__file__).resolve().parents[2]
POST = """
from innovet.kit import clock
from innovet.notifications.domain.outbox import post_message
post_message("letter", key="k", at=clock.now(), address="an@example.be", context={"text": "Dag."})
"""
DELIVER = "from innovet.notifications import tasks; tasks.deliver(1)"
SWEEP_LATER = """
from datetime import timedelta
from innovet.kit import clock
from innovet.notifications.domain.delivery import sweep_outbox
sweep_outbox(at=clock.now() + timedelta(hours=1))
"""


def environment(folder, port):
    return {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
        "INNOVET_MODE": "local",
        "INNOVET_DATA": str(folder),
        "MAIL_URL": f"smtp://127.0.0.1:{port}",
    }


def manage(folder, port, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(folder, port), check=True, capture_output=True)


def state(folder):
    connection = sqlite3.connect(folder / "innovet.sqlite3")
    try:
        return connection.execute("select state from notifications_message").fetchone()[0]
    finally:
        connection.close()


@pytest.mark.slow
def test_a_worker_killed_in_mid_conversation_leaves_a_message_that_asks_a_person(tmp_path):
    waits = threading.Event()
    with rude_server(["220 hello", "250 hello", "250 from", "250 to", "354 go on", waits]) as port:
        manage(tmp_path, port, "migrate", "--verbosity=0")
        manage(tmp_path, port, "shell", "--no-imports", "--command", POST)
        assert state(tmp_path) == "queued"
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", DELIVER]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path, port), stderr=subprocess.DEVNULL)
        assert waits.wait(timeout=30)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(timeout=10) == -signal.SIGKILL
        assert state(tmp_path) == "sending"
        manage(tmp_path, port, "shell", "--no-imports", "--command", SWEEP_LATER)
        assert state(tmp_path) == "uncertain"
        manage(tmp_path, port, "shell", "--no-imports", "--command", DELIVER)
        assert state(tmp_path) == "uncertain"
