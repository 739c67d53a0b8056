"""Child processes of the start command: born in sessions of their own, ended together and in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

STOP_SECONDS = 8.0
LOOK_SECONDS = 0.1


@dataclass
class Supervisor:
    """Starts commands under a keeper, waits for a signal or a death, stops all."""

    environment: Mapping[str, str]
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Take over SIGINT and SIGTERM, also when they were ignored or blocked on entry."""
        signals = {signal.SIGINT, signal.SIGTERM}
        for number in signals:
            signal.signal(number, lambda *_: self.stopping.set())
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)

    def spawn(self, name: str, command: list[str]) -> None:
        """Start one command; its output joins ours."""
        self.children[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "innovet.portal.keeper", *command],
            stdin=subprocess.PIPE,
            env=dict(self.environment),
            start_new_session=True,
        )

    def wait(self) -> str | None:
        """Return when asked to stop (None), or the name of a child that ended by itself."""
        while not self.stopping.wait(LOOK_SECONDS):
            for name, child in self.children.items():
                if child.poll() is not None:
                    return name
        return None

    def stop(self) -> None:
        """End every child within STOP_SECONDS; whoever is late is killed with its group."""
        running = [child for child in self.children.values() if child.poll() is None]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
