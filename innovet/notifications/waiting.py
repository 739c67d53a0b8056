"""What messages ask of a person."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import standing_of
from innovet.kit.contributions import Waiting
from innovet.notifications.enums import NEEDS_A_PERSON, MessageState
from innovet.notifications.models import Message

if TYPE_CHECKING:
    from innovet.accounts.models import User


def waiting_for(user: "User", *, at: datetime) -> list[Waiting]:
    """For coordinators: messages that did not arrive for sure, and letters to release on their own."""
    if not standing_of(user).is_coordinator:
        return []
    numbers = Message.objects.visible_to(user, at=at).aggregate(
        troubled=Count("pk", filter=Q(state__in=NEEDS_A_PERSON)),
        held=Count("pk", filter=Q(state=MessageState.HELD, about_kind="")),
    )
    page = reverse("message_list")
    lines = [
        Waiting(_("Messages that may not have arrived"), page, count=numbers["troubled"]),
        Waiting(_("Letters that wait for release"), f"{page}?state={MessageState.HELD}", count=numbers["held"]),
    ]
    return [line for line in lines if line.count]
