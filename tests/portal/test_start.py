"""The start command as a visitor runs it: real processes, a real port, a real stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import call_command

from innovet.portal.management.commands.start import Command, Supervisor

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 10
pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    def __init__(self, data, *options, ignore_interrupt=False):
        self.data, self.port = data, free_port()
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("INNOVET", "DATABASE", "REDIS", "DJANGO"))
        }
        self.log = (data.parent / f"{data.name}-{self.port}.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(self.port), "--data", str(data), *options],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if ignore_interrupt else None,  # noqa: PLW1509
        )

    def output(self):
        self.log.flush()
        return Path(self.log.name).read_text(encoding="utf-8")

    def wait_until_greeted(self, seconds=180):
        deadline = time.monotonic() + seconds
        while "Stop with Ctrl+C" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)
        return self

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def descendants(self):
        """Every live process that carries our data folder in its environment, but the starter itself."""
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if f"INNOVET_DATA={self.data}\0".encode() in environment and state != "Z":
                found.add(int(entry.name))
        return found - {self.process.pid}

    def wait_until_gone(self):
        begin = time.monotonic()
        while self.descendants():
            assert time.monotonic() - begin < STOP_SECONDS, self.output()
            time.sleep(0.1)

    def clean_up(self):
        for pid in self.descendants() | ({self.process.pid} if self.process.poll() is None else set()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture
def portal(tmp_path):
    running = []

    def run(*options, **settings):
        running.append(Portal(tmp_path / "data", *options, **settings))
        return running[-1]

    yield run
    for one in running:
        one.clean_up()


def test_start_serves_and_ends_all_on_sigterm_and_a_second_run_continues(portal):
    first = portal("--empty").wait_until_greeted()
    assert first.get("/healthz") == (200, "ok\n")
    assert first.get("/readyz")[0] == 200
    assert len(first.descendants()) >= 4
    secret = (first.data / "secret_key").read_text()
    begin = time.monotonic()
    first.process.terminate()
    assert first.process.wait(STOP_SECONDS) == 0
    first.wait_until_gone()
    assert time.monotonic() - begin < STOP_SECONDS
    second = portal("--empty").wait_until_greeted()
    assert (second.data / "secret_key").read_text() == secret
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(STOP_SECONDS) == 0


def test_start_ends_on_sigint_even_when_it_was_ignored_on_entry(portal):
    running = portal("--empty", ignore_interrupt=True).wait_until_greeted()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(STOP_SECONDS) == 0
    running.wait_until_gone()


def test_children_end_when_the_parent_is_killed(portal):
    running = portal("--empty").wait_until_greeted()
    assert running.descendants()
    running.process.kill()
    running.process.wait()
    running.wait_until_gone()
    with pytest.raises(urllib.error.URLError):
        running.get("/healthz")


def test_two_portals_on_one_data_folder_are_refused(portal):
    first = portal("--empty").wait_until_greeted()
    second = portal("--empty")
    assert second.process.wait(30) != 0
    assert "already runs on this data folder" in second.output()
    assert first.get("/healthz")[0] == 200


def test_the_mails_of_the_demo_story_link_to_the_port_in_use(settings, tmp_path, monkeypatch):
    settings.IS_LOCAL, settings.DATA_DIR = True, tmp_path
    told = []
    monkeypatch.setattr(Supervisor, "listen", lambda _self: None)
    monkeypatch.setattr(Command, "_prepare", lambda _self, **_options: told.append(settings.SITE_URL))
    monkeypatch.setattr(Command, "_run", lambda *_arguments: None)
    port = free_port()
    call_command("start", port=port)
    assert told == [f"http://localhost:{port}"]
