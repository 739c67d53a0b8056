"""Putting messages in the outbox, and what a coordinator may do with those that wait."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.jobs import enqueue
from innovet.kit.refused import Refused
from innovet.notifications.enums import Category, MessageState
from innovet.notifications.models import Message, NotificationPreference

DELIVER = "innovet.notifications.tasks.deliver"


class AddressRefused(Refused):
    """The address cannot receive mail."""


@transaction.atomic
def post_message(
    template: str,
    *,
    key: str,
    at: datetime,
    to: User | None = None,
    address: str = "",
    name: str = "",
    language: str = "nl-be",
    context: Mapping[str, object] = {},
    held: bool = False,
    category: Category = Category.DUTY,
) -> Message:
    """Put one mail in the outbox in the caller's transaction; the same key again returns the row that stands.

    The words come from templates/mail/<template>.txt in the addressee's language. A held message waits for
    `release_message`. A kind of message that the person switched off is kept as cancelled. Refuses a bad address.
    """
    if standing := Message.objects.filter(key=key).first():
        return standing
    defaults: dict[str, object] = {
        "template": template,
        "category": category,
        **_addressee(to, address, name, language),
        "message_id": f"<{uuid4().hex}@{_mail_domain()}>",
        "state": MessageState.HELD if held else MessageState.QUEUED,
        "posted_at": at,
        "due_at": at,
        "enqueued_at": None if held else at,
    }
    defaults.update(_words(template, context, addressee=defaults))
    message, is_new = Message.objects.get_or_create(key=key, defaults=defaults)
    if is_new and _is_switched_off(to, category):
        move_state(message, MessageState.CANCELLED, by=None, at=at, reason="The person switched this kind off.")
    elif is_new and not held:
        enqueue(DELIVER, message.pk)
    return message


@transaction.atomic
def release_message(message: Message, *, by: User, at: datetime) -> None:
    """Let a held letter go, to the address its person has now; refuses one that is not held any more."""
    _require_state(message, MessageState.HELD)
    address = message.to.email if message.to else message.address
    move_state(message, MessageState.QUEUED, by=by, at=at, address=address, due_at=at, enqueued_at=at)
    enqueue(DELIVER, message.pk)


def _addressee(to: User | None, address: str, name: str, language: str) -> dict[str, object]:
    if (to is None) == (not address):
        raise ValueError("Name either a person or an address.")
    if to is not None:
        address, name, language = to.email, to.name, to.language
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressRefused(_("“%(address)s” is not an e-mail address.") % {"address": address}) from error
    return {"to": to, "address": address, "name": _one_line(name)[:150], "language": language}


def _words(template: str, context: Mapping[str, object], *, addressee: Mapping[str, object]) -> dict[str, object]:
    """Subject and body, in plain text: nothing is escaped, the subject is one line without control characters."""
    site = settings.SITE_URL.rstrip("/")
    frame = {"addressee": addressee["name"], "site": site, "can_switch_off": addressee["category"] != Category.DUTY}
    with translation.override(str(addressee["language"])):
        subject, _blank, text = _render(f"mail/{template}.txt", {**context, "site": site}).strip().partition("\n")
        body = _render("mail/letter.txt", {**frame, "text": text.strip()})
    return {"subject": _one_line(subject)[:250], "body": body.strip() + "\n"}


def _render(name: str, context: Mapping[str, object]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(context), autoescape=False)))


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"


def _is_switched_off(user: User | None, category: Category) -> bool:
    if user is None or category == Category.DUTY:
        return False
    return NotificationPreference.objects.filter(user=user, category=category).exists()


def _require_state(message: Message, *states: MessageState) -> None:
    """Several states may lead to the same target; each act starts from its own."""
    if message.state not in states:
        raise Refused(_("This is not possible in the present state."))
