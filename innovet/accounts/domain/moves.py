"""The one way a state changes: compare, swap, log."""

from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.flow import Flow
from innovet.kit.refused import LostRace, Refused


class HasState(Protocol):
    """A model with a state, its flow and its log `moves`."""

    pk: Any
    state: str
    FLOW: Flow[Any]
    moves: Any
    objects: Any


class MoveNotAllowed(Refused):
    """The flow has no such move."""


@transaction.atomic
def move_state(
    row: HasState, target: models.TextChoices, *, by: User | None, at: datetime, reason: str = "", **changes: Any
) -> None:
    """Move a row to target and set `changes` in the same statement; refuse a move outside the flow or a lost race.

    The update names the state that was read, so that of two people at once exactly one wins, on SQLite as well.
    """
    source = row.state
    if not row.FLOW.allows(source, target):
        raise MoveNotAllowed(_("This is not possible in the present state."))
    if type(row).objects.filter(pk=row.pk, state=source).update(state=target, **changes) != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    row.state = target
    for name, value in changes.items():
        setattr(row, name, value)
    row.moves.create(source=source, target=target, by=by, at=at, reason=reason)
