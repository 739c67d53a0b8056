"""A real mail server that behaves as a test asks: it takes, refuses, stalls or hangs up."""

import asyncio
import contextlib
import socket
import threading
import time

from aiosmtpd.controller import Controller


class MailServer:
    """Keeps what it took; `behaviour` is one of the names below."""

    def __init__(self):
        self.behaviour = "take"
        self.taken = []
        self.conversations = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_error):
        self._controller.stop()

    @property
    def port(self):
        return self._controller.port

    async def handle_MAIL(self, server, _session, envelope, address, _options):  # noqa: N802
        self.conversations += 1
        if self.behaviour == "hang up before the text":
            server.transport.abort()
        envelope.mail_from = address
        return "550 5.7.1 not from you" if self.behaviour == "refuse the sender" else "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.behaviour == "refuse for now":
            return "450 4.2.1 mailbox busy"
        if self.behaviour == "refuse for good":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        match self.behaviour:
            case "refuse the text for now":
                return "451 4.3.0 try later"
            case "refuse the text for good":
                return "554 5.6.0 we do not like it"
        self.taken.append(envelope)
        match self.behaviour:
            case "stall after the text":
                await asyncio.sleep(5)
            case "hang up after the text":
                server.transport.abort()
            case "take slowly":
                await asyncio.sleep(0.3)
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def rude_server(script):
    """A server that says the lines of a script, one for each thing it hears, and then hangs up.

    A number is a silence in seconds; an event is told that this point is reached, and then the server is silent.
    """
    listener = socket.create_server(("127.0.0.1", 0))

    def talk():
        connection, _address = listener.accept()
        with connection:
            for line in script:
                if isinstance(line, threading.Event):
                    line.set()
                    connection.recv(65536)
                    return
                if isinstance(line, float):
                    time.sleep(line)
                    continue
                connection.sendall(line.encode() + b"\r\n")
                connection.recv(65536)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=5)
