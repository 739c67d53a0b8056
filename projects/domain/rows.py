"""Rows of a plan set: written on top of what was read, changed, copied."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from innovet.kit.refused import Refused, StaleRevision
from projects.models import BudgetLine, Consortium, ConsortiumMember, PlannedMilestone, WorkPackage

type PlanRow = ConsortiumMember | BudgetLine | PlannedMilestone | WorkPackage


class ConsortiumFrozen(Refused):
    """The set was handed in: its content is fixed."""


def claim_set(consortium: Consortium, **changes: object) -> None:
    """Claim the set for one change: the update holds the row until the commit, so freezing cannot slip between."""
    open_sets = Consortium.objects.filter(pk=consortium.pk, frozen_at=None)
    if open_sets.update(revision=F("revision") + 1, **changes) != 1:
        raise ConsortiumFrozen(_("This plan was handed in and can no longer change."))
    for name, value in changes.items():
        setattr(consortium, name, value)


def claim_row(row: PlanRow, revision: int) -> None:
    """Write on top of what was read and nothing else; of two at once the second learns what the first wrote."""
    rows = type(row).objects.filter(pk=row.pk)
    if rows.filter(revision=revision).update(revision=F("revision") + 1) != 1:
        current = rows.first()
        message = _("Somebody else changed this meanwhile.") if current else _("Somebody else removed this meanwhile.")
        raise StaleRevision(message, current=current)


def change_row(row: models.Model, **changes: object) -> None:
    """Write some fields of a row and no others."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def copied_row[R: models.Model](row: R, **changes: object) -> R:
    """The same row anew, not saved yet, with some fields changed."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**values | {"id": None} | changes)
