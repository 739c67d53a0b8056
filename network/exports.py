"""Lists of the learning network that can be exported."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.exports.registry import Column, Table
from network.models import Registration
from network.permissions import can_organise


def rows(user: User) -> QuerySet[Registration]:
    return (
        Registration.objects.visible_to(user)
        .select_related("event", "user", "table")
        .order_by("event__starts_at", "event", "registered_at", "pk")
    )


def narrow(registrations: QuerySet[Any], query: QueryDict) -> QuerySet[Any]:
    """Those of one meeting; all when none is named."""
    event = query.get("event", "")
    return registrations.filter(event=int(event)) if event.isdecimal() and len(event) < 10 else registrations


REGISTRATIONS = Table(
    key="registrations",
    label=_("Registrations"),
    columns=[
        Column(_("Meeting"), "event__title"),
        Column(_("Begins at"), "event__starts_at"),
        Column(_("Name"), "user__name"),
        Column(_("E-mail address"), "user__email"),
        Column(_("State"), "state"),
        Column(_("Table"), "table__number"),
        Column(_("Remark"), "remark"),
        Column(_("Registered at"), "registered_at"),
    ],
    queryset=rows,
    narrow=narrow,
    may=can_organise,
)
