"""Messages that stay hidden for whoever may not know what they are about: rooms above say which those are."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from innovet.accounts.models import User

type Anyone = User | AnonymousUser
type Withheld = Callable[[Anyone, datetime], QuerySet[Any, int]]

_contributors: dict[str, Withheld] = {}


def withhold(kind: str, ids: Withheld) -> None:
    """Register which things of one kind a person may not know at a moment; called from a room's apps.ready."""
    _contributors[kind] = ids


def withheld_from(user: "Anyone", *, at: datetime) -> Q:
    """The messages about things that this person may not know; one condition, no statement of its own."""
    condition = Q(pk__in=[])
    for kind, ids in _contributors.items():
        condition |= Q(about_kind=kind, about_id__in=ids(user, at))
    return condition
