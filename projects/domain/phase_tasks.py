"""What happens to the tasks of a phase: added, changed, done, taken back, removed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.kit.refused import LostRace, Refused, StaleRevision
from projects.domain.cycles import SAVED_MEANWHILE
from projects.domain.phases import hold_planning
from projects.models import Cycle, CycleRole, Phase, PhaseTask

GONE = _("Somebody else removed this task or its phase.")


class OwnerRefused(Refused):
    """The person has no part in the cycle."""


def possible_owners(cycle: Cycle, *, on: date) -> QuerySet[User]:
    """Who may own a task of the cycle: coordinators, and everybody whose role in the cycle has not ended."""
    coordinators = RoleGrant.objects.on(on).filter(role=Role.COORDINATOR).values("user")
    people = CycleRole.objects.filter(Q(until_on=None) | Q(until_on__gte=on), cycle=cycle).values("user")
    return User.objects.filter(Q(pk__in=coordinators) | Q(pk__in=people), is_active=True)


@transaction.atomic
def add_task(phase: Phase, *, title: str, owner: User | None, due_on: date, on: date) -> PhaseTask:
    """Add a task to a phase; refuse an owner without a part in the cycle."""
    standing = _hold_phase(phase)
    _require_part(standing.cycle, owner, on=on)
    return standing.tasks.create(title=title, owner=owner, due_on=due_on)


@transaction.atomic
def change_task(
    task: PhaseTask, *, phase: Phase, title: str, owner: User | None, due_on: date, revision: int, on: date
) -> None:
    """Change a task or put it in another phase of its cycle.

    Refuses another owner without a part in the cycle, and a revision that is not the last (StaleRevision, with what
    stands).
    """
    into = _hold_phase(phase)
    standing = PhaseTask.objects.select_related("phase", "owner").filter(pk=task.pk).first()
    if standing is None or standing.phase.cycle_id != into.cycle_id:
        raise LostRace(GONE)
    if standing.revision != revision:
        raise StaleRevision(SAVED_MEANWHILE, current=standing)
    if owner != standing.owner:
        _require_part(into.cycle, owner, on=on)
    standing.phase, standing.title, standing.owner, standing.due_on = into, title, owner, due_on
    standing.revision += 1
    standing.save(update_fields=["phase", "title", "owner", "due_on", "revision"])


@transaction.atomic
def finish_task(task: PhaseTask, *, by: User, at: datetime) -> None:
    """Say that a task is done; refuse one that is done already or gone."""
    hold_planning(task.phase.cycle_id)
    open_row = PhaseTask.objects.open().filter(pk=task.pk)
    if not open_row.update(done_at=at, done_by=by, revision=F("revision") + 1):
        raise LostRace(_("Somebody else did or removed this task."))


@transaction.atomic
def reopen_task(task: PhaseTask) -> None:
    """Take back that a task is done; refuse one that is open or gone."""
    hold_planning(task.phase.cycle_id)
    done_row = PhaseTask.objects.filter(pk=task.pk, done_at__isnull=False)
    if not done_row.update(done_at=None, done_by=None, revision=F("revision") + 1):
        raise LostRace(_("Somebody else reopened or removed this task."))


@transaction.atomic
def remove_task(task: PhaseTask) -> None:
    """Take a task out of its phase; refuse one that is gone."""
    hold_planning(task.phase.cycle_id)
    if not PhaseTask.objects.filter(pk=task.pk).delete()[0]:
        raise LostRace(GONE)


def _hold_phase(phase: Phase) -> Phase:
    """The phase as it stands, in a planning that nobody else changes before the commit."""
    hold_planning(phase.cycle_id)
    standing = Phase.objects.select_related("cycle").filter(pk=phase.pk).first()
    if standing is None:
        raise LostRace(GONE)
    return standing


def _require_part(cycle: Cycle, owner: User | None, *, on: date) -> None:
    if owner is not None and not possible_owners(cycle, on=on).filter(pk=owner.pk).exists():
        raise OwnerRefused(_("Choose a coordinator, or somebody with a role in this cycle."))
