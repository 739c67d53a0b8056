"""Putting messages in the outbox, and what a coordinator may do with those that wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.jobs import enqueue
from innovet.kit.refused import Refused
from innovet.notifications.enums import OPTIONAL_CATEGORIES, Category, MessageState
from innovet.notifications.models import Message, NotificationPreference

KEEP_FOR = timedelta(days=2 * 365)
PURGE_STEP = 500
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
    category: Category | None = None,
    about: tuple[str, int] | None = None,
) -> Message:
    """Put one mail in the outbox in the caller's transaction; the same key again returns the row that stands.

    Words and links of templates/mail/<template>.txt are in the addressee's language. A held one waits for its release,
    one of a kind that the person switched off is cancelled. `about`: kind and id of what not everybody may know.
    """
    category = category or (Category.DECISION if held else Category.DUTY)
    if standing := Message.objects.filter(key=key).first():
        return standing
    defaults: dict[str, object] = {
        "template": template,
        "category": category,
        **_about(about),
        **_addressee(to, address, name, language),
        "message_id": f"<{uuid4().hex}@{_mail_domain()}>",
        "state": MessageState.HELD if held else MessageState.QUEUED,
        "posted_at": at,
        "due_at": at,
        "enqueued_at": None if held else at,
    }
    words = _words(template, context, addressee=defaults)
    message, is_new = Message.objects.get_or_create(key=key, defaults=defaults | words)
    if is_new and _is_switched_off(to, category):
        move_state(message, MessageState.CANCELLED, by=None, at=at, reason=gettext("This kind was switched off."))
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


@transaction.atomic
def resend_message(message: Message, *, by: User, at: datetime) -> None:
    """Try a failed or uncertain message again from the first attempt; refuses any other."""
    _require_state(message, MessageState.FAILED, MessageState.UNCERTAIN)
    move_state(message, MessageState.QUEUED, by=by, at=at, due_at=at, enqueued_at=at, attempt_count=0)
    enqueue(DELIVER, message.pk)


def confirm_message(message: Message, *, by: User, at: datetime) -> None:
    """Write down that an uncertain message did arrive; refuses any other."""
    _require_state(message, MessageState.UNCERTAIN)
    move_state(message, MessageState.SENT, by=by, at=at, sent_at=at)


def cancel_message(message: Message, *, by: User, at: datetime) -> None:
    """Never send a message that was not sent yet; refuses one that is under way or sent."""
    move_state(message, MessageState.CANCELLED, by=by, at=at)


def move_about(kind: str, pk: int, *, to: int) -> None:
    """Let the messages about one thing be about the one that takes its place, so that who may know stays the same."""
    Message.objects.filter(about_kind=kind, about_id=pk).update(about_id=to)


def purge_messages(*, at: datetime) -> int:
    """Delete finished messages without legal effect after two years; gives their number."""
    old = Message.objects.finished_before(at - KEEP_FOR)
    count = 0
    while found := list(old.values_list("pk", flat=True)[:PURGE_STEP]):
        Message.objects.filter(pk__in=found).delete()
        count += len(found)
    return count


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


def _about(about: tuple[str, int] | None) -> dict[str, object]:
    kind, pk = about or ("", None)
    return {"about_kind": kind, "about_id": pk}


def _words(template: str, context: Mapping[str, object], *, addressee: Mapping[str, object]) -> dict[str, object]:
    """Subject and body, in plain text: nothing is escaped, the subject is one line without control characters."""
    site = settings.SITE_URL.rstrip("/")
    frame = {
        "addressee": addressee["name"],
        "site": site,
        "can_switch_off": addressee["category"] in OPTIONAL_CATEGORIES,
    }
    with translation.override(str(addressee["language"])):
        subject, _blank, text = _render(f"mail/{template}.txt", {**context, "site": site}).strip().partition("\n")
        body = _render("mail/letter.txt", {**frame, "text": text.strip()})
    return {"subject": _one_line(subject)[:250], "body": body.replace("\x00", "").strip() + "\n"}


def _render(name: str, context: Mapping[str, object]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(context), autoescape=False)))


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"


def _is_switched_off(user: User | None, category: Category) -> bool:
    if user is None or category not in OPTIONAL_CATEGORIES:
        return False
    return NotificationPreference.objects.filter(user=user, category=category).exists()


def _require_state(message: Message, *states: MessageState) -> None:
    """Several states may lead to the same target; each act starts from its own."""
    if message.state not in states:
        raise Refused(_("This is not possible in the present state."))
