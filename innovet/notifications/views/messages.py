"""The coordinators' look at the outbox, and what they do about messages that did not arrive."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from innovet.accounts.models import User
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.formats import moment
from innovet.kit.http import possible, require
from innovet.kit.refused import Refused
from innovet.kit.verdict import Verdict
from innovet.notifications import permissions
from innovet.notifications.domain import outbox
from innovet.notifications.enums import MessageState
from innovet.notifications.forms import ChosenMessagesForm, MessageSearchForm
from innovet.notifications.models import Message, MessageQuerySet

PAGE = 50
TONES = {
    MessageState.HELD: "purple",
    MessageState.QUEUED: "blue",
    MessageState.SENDING: "blue",
    MessageState.SENT: "green",
    MessageState.FAILED: "red",
    MessageState.UNCERTAIN: "yellow",
    MessageState.CANCELLED: "grey",
}
# What may be done with a whole list of messages in one state.
ACTS: dict[str, tuple[tuple[str, Promise], ...]] = {
    MessageState.HELD: (
        ("message_release", gettext_lazy("Release the ticked letters")),
        ("message_cancel", gettext_lazy("Cancel the ticked messages")),
    ),
    MessageState.FAILED: (
        ("message_resend", gettext_lazy("Send the ticked messages again")),
        ("message_cancel", gettext_lazy("Cancel the ticked messages")),
    ),
    MessageState.UNCERTAIN: (
        ("message_resend", gettext_lazy("Send the ticked messages again")),
        ("message_confirm", gettext_lazy("The ticked messages did arrive")),
        ("message_cancel", gettext_lazy("Cancel the ticked messages")),
    ),
}


@dataclass(frozen=True, slots=True)
class StateLink:
    """A line of the overview: how many messages stand in one state."""

    label: str
    state: str
    count: int
    is_current: bool


@require_safe
def message_list(request: MemberRequest) -> HttpResponse:
    """Every message by state, those that need a person first."""
    require(permissions.can_manage_messages(request.user))
    form = MessageSearchForm(request.GET)
    asked: dict[str, str] = form.cleaned_data if form.is_valid() else {"state": "", "q": ""}
    visible = Message.objects.visible_to(request.user, at=clock.now())
    found = visible.matching(asked["q"]).defer("body")
    found = found.filter(state=asked["state"]) if asked["state"] else found.troubled_first()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(message, TONES[MessageState(message.state)]) for message in page],
        "states": _overview(dict(visible.order_by().values_list("state").annotate(Count("pk"))), asked["state"]),
        "acts": [(reverse(name), label) for name, label in ACTS.get(asked["state"], ())],
    }
    return render(request, "notifications/message_list.html", context)


@require_safe
def message_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One message: for its addressee, and with its steps and acts for a coordinator."""
    message = get_object_or_404(_visible(request), pk=pk)
    is_manager = bool(permissions.can_manage_messages(request.user))
    home = ("message_list", _("Messages")) if is_manager else ("my_messages", _("My messages"))
    context = {
        "crumbs": [(home[1], reverse(home[0])), (message.subject, "")],
        "message": message,
        "body": message.body_for(request.user),
        "tone": TONES[MessageState(message.state)],
        "is_manager": is_manager,
        "moves": message.moves.select_related("by") if is_manager else (),
        "acts": list(_acts(request, message)) if is_manager else (),
        "facts": _facts(message),
    }
    return render(request, "notifications/message_detail.html", context)


@require_POST
def message_release(request: MemberRequest) -> HttpResponse:
    """Let letters go that were held back."""
    return _change(request, outbox.release_message, permissions.can_release)


@require_POST
def message_resend(request: MemberRequest) -> HttpResponse:
    """Try messages again that failed or are uncertain."""
    return _change(request, outbox.resend_message, permissions.can_resend)


@require_POST
def message_confirm(request: MemberRequest) -> HttpResponse:
    """Note that uncertain messages did arrive."""
    return _change(request, outbox.confirm_message, permissions.can_confirm)


@require_POST
def message_cancel(request: MemberRequest) -> HttpResponse:
    """Never send these messages."""
    return _change(request, outbox.cancel_message, permissions.can_cancel)


def _visible(request: MemberRequest) -> MessageQuerySet:
    return Message.objects.visible_to(request.user, at=clock.now()).select_related("to")


def _change(request: MemberRequest, act: Callable[..., None], can: Callable[[User, Message], Verdict]) -> HttpResponse:
    """Do one act on each chosen message; those that refuse are told, the others are done."""
    require(permissions.can_manage_messages(request.user))
    form = ChosenMessagesForm(request.POST, messages=_visible(request))
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["message"]))
        return redirect("message_list")
    chosen, done, at = list(form.cleaned_data["message"]), 0, clock.now()
    for message in chosen:
        try:
            possible(can(request.user, message))
            act(message, by=request.user, at=at)
            done += 1
        except Refused as refusal:
            messages.error(request, f"{message.subject}: {refusal}")
    if done:
        words = ngettext("Done for %(count)d message.", "Done for %(count)d messages.", done)
        messages.success(request, words % {"count": done})
    return redirect(chosen[0] if len(chosen) == 1 else "message_list")


def _overview(counts: dict[str, int], current: str) -> list[StateLink]:
    troubled_first = [MessageState.UNCERTAIN, MessageState.FAILED, MessageState.HELD]
    order = [*troubled_first, *(state for state in MessageState if state not in troubled_first)]
    return [
        StateLink(str(state.label), state.value, counts[state.value], state.value == current)
        for state in order
        if state.value in counts
    ]


def _acts(request: MemberRequest, message: Message) -> list[tuple[str, str, str]]:
    """The acts that are possible now, as address, words and look."""
    offered = [
        (permissions.can_release, "message_release", _("Release this letter"), "primary"),
        (permissions.can_resend, "message_resend", _("Send it again"), "primary"),
        (permissions.can_confirm, "message_confirm", _("It did arrive"), "secondary"),
        (permissions.can_cancel, "message_cancel", _("Cancel this message"), "warning"),
    ]
    return [(reverse(name), label, look) for can, name, label, look in offered if can(request.user, message)]


def _facts(message: Message) -> list[tuple[str, Any]]:
    to = f"{message.name} <{message.address}>" if message.name else message.address
    return [
        (_("To"), to),
        (_("Kind of message"), message.get_category_display()),
        (_("Posted at"), moment(message.posted_at)),
    ]
