"""Runs the whole portal on one machine: database, demo, web server, worker and beat."""

import fcntl
import gc
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from innovet.accounts.models import User
from innovet.kit.tables import has_tables, make_tables
from innovet.portal.supervision import Supervisor

DEFAULT_PORT = 8000
READY_SECONDS = 60


class Command(BaseCommand):
    """Everything a visitor needs, from one command, until Ctrl+C."""

    help = "Start the portal on this machine: migrations, demo story, web server, worker and beat."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Port, data folder, and how to begin."""
        parser.add_argument("--port", type=int, help="port to listen on; a free one if 8000 is busy")
        parser.add_argument("--data", help="folder that holds all state; ./data by default")
        parser.add_argument("--fresh", action="store_true", help="throw the data away and start over")
        parser.add_argument("--empty", action="store_true", help="do not tell the demo story")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare, run, and end together."""
        if not settings.IS_LOCAL:
            raise CommandError(
                "start is for local use; unset INNOVET_MODE and DATABASE_URL, or see docs/operations.md."
            )
        port = _choose_port(options["port"])
        settings.SITE_URL = _address(port)  # where the mails of the demo story link to
        supervisor = Supervisor(_environment(port))
        supervisor.listen()
        with _only_one(settings.DATA_DIR):
            self._prepare(fresh=options["fresh"], empty=options["empty"])
            if supervisor.stopping.is_set():
                return
            failed = self._run(supervisor, port)
        if failed:
            raise CommandError(f"The {failed} ended by itself; the lines above say why. The data is kept.")

    def _prepare(self, *, fresh: bool, empty: bool) -> None:
        if fresh:
            _clear(settings.DATA_DIR)
        for name in ("broker/queue", "broker/control", "broker/processed", "files", "static"):
            (settings.DATA_DIR / name).mkdir(parents=True, exist_ok=True)
        self.stdout.write(f"Data folder: {settings.DATA_DIR}")
        gc.disable()  # thousands of short-lived objects: collecting them would make the first start wait seconds longer
        if has_tables():
            call_command("migrate", verbosity=0, interactive=False)
        else:
            make_tables()
        if not empty and not User.objects.exists():
            self.stdout.write("First run: telling the demo story ...")
            call_command("demo", stdout=self.stdout)
        gc.enable()
        connections.close_all()

    def _run(self, supervisor: Supervisor, port: int) -> str | None:
        supervisor.spawn("web server", _web(port))
        supervisor.spawn("worker", _worker())
        failed: str | None = None
        try:
            if _wait_until_ready(supervisor, port):
                self._greet(port)
            failed = supervisor.wait()
        finally:
            self.stdout.write("Stopping ...")
            supervisor.stop()
        self.stdout.write("Stopped. Start again with the same command; the data is kept.")
        return failed

    def _greet(self, port: int) -> None:
        self.stdout.write(f"\nInnoVET runs at {_address(port)}")
        self.stdout.write(f"Sent mail can be read at {_address(port)}/dev/mail/")
        call_command("demo", "--sign-ins", stdout=self.stdout)
        self.stdout.write("Stop with Ctrl+C.\n")
        self.stdout.flush()


def _choose_port(wanted: int | None) -> int:
    port = DEFAULT_PORT if wanted is None else wanted
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if wanted is not None:
                raise CommandError(f"Port {port} is not free ({error}). Choose another with --port.") from error
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(port: int) -> str:
    return f"http://localhost:{port}"


def _environment(port: int) -> dict[str, str]:
    return os.environ | {
        "SITE_URL": _address(port),
        "INNOVET_MODE": "local",
        "INNOVET_DATA": str(settings.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


class _only_one:  # noqa: N801
    """A lock on the data folder: two portals on one folder would share one queue."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "start.lock"
        self.handle: IO[str] | None = None

    def __enter__(self) -> None:
        self.handle = self.path.open("w")
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError("A portal already runs on this data folder. Choose another with --data.") from error

    def __exit__(self, *_: object) -> None:
        if self.handle:
            self.handle.close()


def _clear(folder: Path) -> None:
    """Remove what the portal made; other files in the folder stay."""
    for name in ("broker", "files", "mail", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for pattern in ("innovet.sqlite3*", "celerybeat-schedule*"):
        for path in folder.glob(pattern):
            path.unlink()


def _web(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", "4", "innovet.wsgi:application"),
    ]


def _worker() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "innovet", "--quiet", "worker", "--beat"),
        *("--pool", "threads", "--concurrency", "2", "--loglevel", "warning"),
        *("--schedule", str(settings.DATA_DIR / "celerybeat-schedule"), "--without-gossip", "--without-mingle"),
    ]


def _wait_until_ready(supervisor: Supervisor, port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not supervisor.stopping.wait(0.1):
        if any(child.poll() is not None for child in supervisor.children.values()):
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            continue
    return False
