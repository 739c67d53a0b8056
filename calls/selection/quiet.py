"""Keeps standard output clean while C code runs: HiGHS lets debug lines slip, which would spoil a command's JSON."""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NO_OUTPUT = -1
_turning = threading.Lock()
_state = {"depth": 0, "output": NO_OUTPUT}


@contextmanager
def quiet() -> Iterator[None]:
    """Send what C code prints on standard output to standard error.

    The descriptor belongs to the process: the first one in turns it and the last one out turns it back, so that solves
    may run side by side in threads. What another thread prints meanwhile comes out on standard error, not lost.
    """
    with _turning:
        if not _state["depth"]:
            _state["output"] = _turn()
        _state["depth"] += 1
    try:
        yield
    finally:
        with _turning:
            _state["depth"] -= 1
            if not _state["depth"]:
                _turn_back(_state["output"])


def _turn() -> int:
    """The old standard output, kept open; `NO_OUTPUT` when the process has none (a daemon)."""
    try:
        output = os.dup(1)
    except OSError:
        return NO_OUTPUT
    _flush()
    os.dup2(2, 1)
    return output


def _turn_back(output: int) -> None:
    if output == NO_OUTPUT:
        return
    _flush()
    os.dup2(output, 1)
    os.close(output)


def _flush() -> None:
    ctypes.CDLL(None).fflush(None)
