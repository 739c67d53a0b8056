"""The two ends mail leaves by: an SMTP server, or in local mode a folder that the mail page reads."""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as DjangoSmtpBackend


class AnswerLost(Exception):
    """The whole text went out but the server's answer never came: it may have been delivered."""


class _WatchfulSMTP(smtplib.SMTP):
    """Tells a loss before the text is out (safe to repeat) from one after it (not safe)."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text as RFC 5321 section 4.1.1.4 says, and wait for the answer."""
        code, answer = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        text = re.sub(rb"(?m)^\.", b"..", msg)
        self.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
        try:
            return self.getreply()
        except smtplib.SMTPServerDisconnected as error:
            raise AnswerLost(str(error)) from error


class _WatchfulTLS(_WatchfulSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class SmtpMailer(DjangoSmtpBackend):
    """Django's SMTP backend that reports a lost answer apart and takes no failure after the answer for one before."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The conversation that tells before from after."""
        return _WatchfulTLS if self.use_ssl else _WatchfulSMTP

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        """Say goodbye; a server that does not answer that has still taken the mail."""
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


class FolderMailer(BaseEmailBackend):
    """Keeps every mail as a file in one folder, the newest last by name."""

    def __init__(self, *, file_path: str, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.fail_silently = fail_silently
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail whole or not at all, for the page may read at the same moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}-{uuid4().hex[:8]}"  # noqa: TID251 - a file's own time
            draft = self.folder / f"{name}.part"
            draft.write_bytes(mail.message(policy=policy.SMTP).as_bytes())
            draft.rename(self.folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class FolderMail:
    """A mail as read back from the folder."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    body: str


def read_folder(folder: Path, *, limit: int) -> list[FolderMail]:
    """The newest mails of a folder, the newest first; none when there is no folder yet."""
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:limit]]


def _read(path: Path) -> FolderMail:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    part = mail.get_body(("plain", "html"))
    return FolderMail(
        name=path.stem,
        sent_at=datetime.strptime(path.stem.partition("-")[0], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        body=part.get_content() if part else "",
    )
