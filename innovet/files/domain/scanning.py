"""The virus scanner, where one is configured (clamd by CLAMD_URL)."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from innovet.files.enums import ScanState
from innovet.files.models import StoredFile

log = structlog.get_logger(__name__)
SECONDS = 30


def scan(chunks: Iterable[bytes]) -> ScanState:
    """Ask clamd about a stream: clean, infected, or pending when it does not answer; not scanned without clamd."""
    if not settings.CLAMD_URL:
        return ScanState.NOT_SCANNED
    try:
        answer = _ask(chunks)
    except OSError as error:
        log.warning("clamd_unreachable", error=str(error))
        return ScanState.PENDING
    if answer.endswith("OK"):
        return ScanState.CLEAN
    if answer.endswith("FOUND"):
        return ScanState.INFECTED
    log.warning("clamd_answered_oddly", answer=answer[:200])
    return ScanState.PENDING


def rescan(stored_file: StoredFile) -> None:
    """Scan a file that waited for the scanner; only a waiting file changes."""
    with stored_file.content.open("rb") as content:
        found = scan(content.chunks())
    StoredFile.objects.filter(pk=stored_file.pk, scan_state=ScanState.PENDING).update(scan_state=found)


def _ask(chunks: Iterable[bytes]) -> str:
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and (part := connection.recv(4096)):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connect() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(SECONDS)
            connection.connect(address.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((address.hostname or "localhost", address.port or 3310), timeout=SECONDS)
