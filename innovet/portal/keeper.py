"""Runs one command and ends it when its parent is gone: `python -m innovet.portal.keeper COMMAND ...`.

The parent keeps the writing end of our standard input open and never writes; end of file therefore means that the
parent ended, also when it was killed. No window remains between birth and watch, and no platform call is needed.
"""

import os
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 6


def main(command: list[str]) -> int:
    """Run the command in this process group; pass its exit code on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: _end(child))
    threading.Thread(target=_watch_parent, args=(child,), daemon=True).start()
    return child.wait()


def _watch_parent(child: "subprocess.Popen[bytes]") -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ask the child to stop; after the grace the whole group goes."""
    if child.poll() is None:
        child.terminate()
    threading.Thread(target=_kill_late, args=(child,), daemon=True).start()


def _kill_late(child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
