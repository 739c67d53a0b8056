import ctypes
import os
import threading

from calls.selection.quiet import quiet


def test_what_c_code_prints_goes_to_standard_error(capfd):
    printed = ctypes.CDLL(None).printf
    with quiet():
        printed(b"outer %d\n", 1)
        with quiet():
            printed(b"inner %d\n", 2)
    print("mine", flush=True)  # noqa: T201
    output, error = capfd.readouterr()
    assert output == "mine\n"
    assert error.splitlines() == ["outer 1", "inner 2"]


def test_the_last_thread_out_turns_it_back(capfd):
    printed, inside, done = ctypes.CDLL(None).printf, threading.Event(), threading.Event()

    def other():
        with quiet():
            inside.set()
            done.wait()

    thread = threading.Thread(target=other)
    with quiet():
        thread.start()
        inside.wait()
    printed(b"still quiet\n")
    done.set()
    thread.join()
    print("loud again", flush=True)  # noqa: T201
    output, error = capfd.readouterr()
    assert (output, error) == ("loud again\n", "still quiet\n")


def test_a_process_without_output_stays_without(monkeypatch):
    def closed(descriptor):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    turned = []
    monkeypatch.setattr(os, "dup2", lambda *descriptors: turned.append(descriptors))
    with quiet():
        pass
    assert turned == []
