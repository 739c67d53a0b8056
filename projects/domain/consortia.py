"""What happens to a plan set: its partners, budget and plan, frozen when handed in, copied for the project."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import Refused
from innovet.organisations.models import Organisation
from projects.enums import MemberState
from projects.models import BudgetLine, Consortium, ConsortiumMember, PlannedMilestone

TERMS = ("role", "hours", "contribution_cents", "contact_email")


class ConsortiumFrozen(Refused):
    """The set was handed in: its content is fixed."""


class AlreadyMember(Refused):
    """The organisation is in the set already."""


class AmountMissing(Refused):
    """A budget line without any amount."""


def create_consortium(
    *, lead_school: Organisation | None, title: str = "", confirm_by: date | None = None, by: User | None, at: datetime
) -> Consortium:
    """Make an empty set; `title` and `confirm_by` are what partners read in their mail."""
    return Consortium.objects.create(
        lead_school=lead_school, title=title, confirm_by=confirm_by, created_by=by, created_at=at
    )


@transaction.atomic
def describe_consortium(consortium: Consortium, *, title: str, confirm_by: date | None = None) -> None:
    """Set what partners read about the plan; refuse a frozen set."""
    _touch(consortium, title=title, confirm_by=confirm_by)


@transaction.atomic
def add_member(
    consortium: Consortium,
    organisation: Organisation,
    *,
    role: str,
    contribution: str = "",
    hours: int = 0,
    contribution_cents: int = 0,
    contact_name: str = "",
    contact_email: str = "",
) -> ConsortiumMember:
    """Put a partner in the set, not yet asked; refuse the lead school, a second time, or a frozen set."""
    _touch(consortium)
    if organisation.pk == consortium.lead_school_id:
        raise AlreadyMember(_("This is the lead school itself."))
    try:
        with transaction.atomic():
            return ConsortiumMember.objects.create(
                consortium=consortium,
                organisation=organisation,
                role=role,
                contribution=contribution,
                hours=hours,
                contribution_cents=contribution_cents,
                contact_name=contact_name,
                contact_email=contact_email.strip().lower(),
            )
    except IntegrityError as error:
        raise AlreadyMember(_("This organisation is already in the consortium.")) from error


@transaction.atomic
def change_member(
    member: ConsortiumMember,
    *,
    role: str,
    contribution: str = "",
    hours: int = 0,
    contribution_cents: int = 0,
    contact_name: str = "",
    contact_email: str = "",
    by: User | None,
    at: datetime,
) -> bool:
    """Change what a partner brings; tell whether the partner must be asked again.

    An answer binds to role, hours, euros and address: when one of them changes, the state goes back to not yet
    asked and the answer is wiped (the log keeps it). Refuses a frozen set and a lost race.
    """
    _touch(member.consortium)
    terms = {
        "role": role,
        "hours": hours,
        "contribution_cents": contribution_cents,
        "contact_email": contact_email.strip().lower(),
    }
    is_new = any(getattr(member, name) != terms[name] for name in TERMS)
    changes: dict[str, Any] = {**terms, "contribution": contribution, "contact_name": contact_name}
    if is_new and member.state != MemberState.LISTED:
        reset: dict[str, Any] = {
            "answered_at": None,
            "answered_name": "",
            "answered_function": "",
            "answered_reason": "",
        }
        move_state(member, MemberState.LISTED, by=by, at=at, **changes, **reset)
        return True
    _change(member, **changes)
    return False


@transaction.atomic
def remove_member(member: ConsortiumMember) -> None:
    """Take a partner out of the set; refuse a frozen set."""
    _touch(member.consortium)
    member.delete()


@transaction.atomic
def add_budget_line(
    consortium: Consortium, *, category: str, description: str, requested_cents: int = 0, own_cents: int = 0
) -> BudgetLine:
    """Add a cost; refuse a line without an amount, or a frozen set."""
    _touch(consortium)
    _require_amount(requested_cents, own_cents)
    return consortium.budget_lines.create(
        category=category, description=description, requested_cents=requested_cents, own_cents=own_cents
    )


@transaction.atomic
def change_budget_line(
    line: BudgetLine, *, category: str, description: str, requested_cents: int = 0, own_cents: int = 0
) -> None:
    """Change a cost; refuse a line without an amount, or a frozen set."""
    _touch(line.consortium)
    _require_amount(requested_cents, own_cents)
    _change(line, category=category, description=description, requested_cents=requested_cents, own_cents=own_cents)


@transaction.atomic
def remove_budget_line(line: BudgetLine) -> None:
    """Take a cost out of the budget; refuse a frozen set."""
    _touch(line.consortium)
    line.delete()


@transaction.atomic
def plan_milestone(consortium: Consortium, *, title: str, due_on: date) -> PlannedMilestone:
    """Add a step to the plan; refuse a frozen set."""
    _touch(consortium)
    return consortium.planned_milestones.create(title=title, due_on=due_on)


@transaction.atomic
def change_planned_milestone(milestone: PlannedMilestone, *, title: str, due_on: date) -> None:
    """Change a step of the plan; refuse a frozen set."""
    _touch(milestone.consortium)
    _change(milestone, title=title, due_on=due_on)


@transaction.atomic
def remove_planned_milestone(milestone: PlannedMilestone) -> None:
    """Take a step out of the plan; refuse a frozen set."""
    _touch(milestone.consortium)
    milestone.delete()


@transaction.atomic
def freeze_consortium(consortium: Consortium, *, at: datetime) -> None:
    """Fix the content of a set; refuse a set that is frozen already, so that of two at once one wins."""
    _touch(consortium, frozen_at=at)


@transaction.atomic
def copy_consortium(consortium: Consortium, *, by: User | None, at: datetime) -> Consortium:
    """Make an open copy with partners, their answers, budget and plan; the original stays as it is."""
    copy = Consortium.objects.create(
        lead_school_id=consortium.lead_school_id,
        title=consortium.title,
        confirm_by=consortium.confirm_by,
        created_by=by,
        created_at=at,
        copied_from=consortium,
    )
    for member in consortium.members.all():
        # The link of an open question answers for the original; the copy asks anew.
        open_question = {"state": MemberState.LISTED} if member.state == MemberState.INVITED else {}
        _copied(member, consortium_id=copy.pk, **open_question).save(force_insert=True)
    for part in (*consortium.budget_lines.all(), *consortium.planned_milestones.all()):
        _copied(part, consortium_id=copy.pk).save(force_insert=True)
    return copy


def _touch(consortium: Consortium, **changes: object) -> None:
    """Claim the set for one change: the update holds the row until the commit, so freezing cannot slip between."""
    open_sets = Consortium.objects.filter(pk=consortium.pk, frozen_at=None)
    if open_sets.update(revision=F("revision") + 1, **changes) != 1:
        raise ConsortiumFrozen(_("This plan was handed in and can no longer change."))
    for name, value in changes.items():
        setattr(consortium, name, value)


def _copied(row: models.Model, **changes: object) -> models.Model:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001
    return type(row)(**values | {"id": None} | changes)


def _change(row: models.Model, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _require_amount(requested_cents: int, own_cents: int) -> None:
    if requested_cents + own_cents <= 0 or min(requested_cents, own_cents) < 0:
        raise AmountMissing(_("Give the amount requested or the own contribution."))
