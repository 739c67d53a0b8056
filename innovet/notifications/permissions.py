"""Who may do what with messages."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import standing_of
from innovet.kit.verdict import Verdict, allow_if
from innovet.notifications.enums import MESSAGE_FLOW, MessageState
from innovet.notifications.models import Message

if TYPE_CHECKING:
    from innovet.accounts.models import User


def can_manage_messages(user: "User") -> Verdict:
    return allow_if(standing_of(user).is_coordinator, _("Only coordinators look after the portal's messages."))


def can_release(user: "User", message: Message) -> Verdict:
    return _in_state(user, message, MessageState.HELD) and _waits_on_its_own(message)


def can_resend(user: "User", message: Message) -> Verdict:
    return _in_state(user, message, MessageState.FAILED, MessageState.UNCERTAIN)


def can_confirm(user: "User", message: Message) -> Verdict:
    return _in_state(user, message, MessageState.UNCERTAIN)


def can_cancel(user: "User", message: Message) -> Verdict:
    verdict = _in_state(user, message, *(state for state in MESSAGE_FLOW if MESSAGE_FLOW.allows(state, "cancelled")))
    return _waits_on_its_own(message) if verdict and message.state == MessageState.HELD else verdict


def _waits_on_its_own(message: Message) -> Verdict:
    """A letter of a decision goes with its decision: alone it would tell an outcome that does not stand yet."""
    return allow_if(not message.is_about_something, _("This letter is released or replaced with its decision."))


def _in_state(user: "User", message: Message, *states: MessageState) -> Verdict:
    return can_manage_messages(user) and allow_if(
        message.state in states, _("This is not possible in the present state.")
    )
