"""The mail page of local mode: every sent mail can be read and its links followed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from innovet.notifications.enums import MessageState
from innovet.notifications.mailers import FolderMail, read_folder
from innovet.notifications.models import Message

LIMIT = 200


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail on the page, whichever way it left."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    body: str


@login_not_required
@require_safe
def dev_mail_list(request: HttpRequest) -> HttpResponse:
    """All mail of this installation, the newest first; there is no such page in production."""
    return render(request, "notifications/dev_mail_list.html", {"mails": _mails()})


@login_not_required
@require_safe
def dev_mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail with its links."""
    for mail in _mails():
        if mail.name == name:
            return render(request, "notifications/dev_mail_detail.html", {"mail": mail})
    raise Http404


def _mails() -> list[ShownMail]:
    """Messages of the outbox, which is delivered nowhere here, and what was sent past it: codes and resets."""
    if settings.IS_PRODUCTION:
        raise Http404
    gone = [MessageState.HELD, MessageState.CANCELLED]
    posted = [_from_outbox(row) for row in Message.objects.exclude(state__in=gone)[:LIMIT]]
    direct = [_from_folder(mail) for mail in read_folder(_folder(), limit=LIMIT)]
    return sorted([*posted, *direct], key=lambda mail: mail.sent_at, reverse=True)


def _folder() -> Path:
    return Path(settings.MAILERS["default"].get("OPTIONS", {}).get("file_path", settings.MAIL_FOLDER))


def _from_outbox(message: Message) -> ShownMail:
    return ShownMail(f"outbox-{message.pk}", message.posted_at, message.address, message.subject, message.body)


def _from_folder(mail: FolderMail) -> ShownMail:
    return ShownMail(mail.name, mail.sent_at, mail.to, mail.subject, mail.body)
