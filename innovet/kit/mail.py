"""Which ways mail leaves, read from one address."""

from typing import Any
from urllib.parse import unquote, urlsplit

DUMMY = "django.core.mail.backends.dummy.EmailBackend"
FOLDER = "innovet.notifications.mailers.FolderMailer"
SMTP = "innovet.notifications.mailers.SmtpMailer"
SECONDS = 30


def mailers(url: str, folder: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS: one for the outbox, one for codes and resets, which never stand in the outbox.

    The address is smtp://, smtp+starttls:// or smtps://user:password@host:port. Without it, in local mode, the rows of
    the outbox are themselves the mail to read, and codes go to a folder. Refuses any other address.
    """
    if not url:
        return {"default": {"BACKEND": FOLDER, "OPTIONS": {"file_path": folder}}, "outbox": {"BACKEND": DUMMY}}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname:
        raise ValueError("MAIL_URL must be smtp://, smtp+starttls:// or smtps:// with a host.")
    options = {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+starttls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": SECONDS,
    }
    smtp = {"BACKEND": SMTP, "OPTIONS": options}
    return {"default": smtp, "outbox": smtp}
