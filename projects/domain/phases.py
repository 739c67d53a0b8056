"""What happens to the phases of a cycle: they are added, renamed and moved, and what comes after moves along."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.kit.refused import LostRace, Refused, StaleRevision
from projects.domain.cycles import SAVED_MEANWHILE
from projects.domain.shifting import shift_day
from projects.models import Cycle, Phase, PhaseTask


class PhaseHasTasks(Refused):
    """Tasks stand in the phase."""


class PlanningChanged(Refused):
    """What would move is no longer what the person saw."""


@dataclass(frozen=True, slots=True)
class TaskShift:
    """An open task and the day to which it would move."""

    task: PhaseTask
    due_on: date


@dataclass(frozen=True, slots=True)
class PhaseShift:
    """A phase, the days between which it would come to lie, and its open tasks."""

    phase: Phase
    starts_on: date
    ends_on: date
    tasks: list[TaskShift]


@dataclass(frozen=True, slots=True)
class Shift:
    """The move of one phase, and what may move along: its open tasks and the phases that start after it."""

    moved: PhaseShift
    task_days: int
    later: list[PhaseShift]
    later_days: int

    @property
    def offers_something(self) -> bool:
        """Whether there is anything that may move along."""
        return bool(self.moved.tasks or self.later)

    @property
    def following(self) -> list[int]:
        """The phases that only start when the moved one is over: these are expected to move along."""
        return [shift.phase.pk for shift in self.later if shift.phase.starts_on > self.moved.phase.ends_on]

    @property
    def seen(self) -> str:
        """A mark of all that the person has in view; another mark means that somebody changed it."""
        shifts = [self.moved, *self.later]
        rows = [f"{one.phase.pk}.{one.phase.revision}" for one in shifts]
        rows += [f"{one.task.pk}:{one.task.revision}" for shift in shifts for one in shift.tasks]
        return hashlib.sha256(" ".join(rows).encode()).hexdigest()


@transaction.atomic
def add_phase(cycle: Cycle, *, kind: str, name: str, starts_on: date, ends_on: date) -> Phase:
    """Add a dated phase; phases may overlap."""
    hold_planning(cycle.pk)
    return cycle.phases.create(kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def change_phase(phase: Phase, *, kind: str, name: str, starts_on: date, ends_on: date, revision: int) -> None:
    """Rename a phase or move it alone; refuse a revision that is not the last (StaleRevision, with what stands)."""
    standing = _hold_phase(phase)
    if standing.revision != revision:
        raise StaleRevision(SAVED_MEANWHILE, current=standing)
    _write(standing, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)


def plan_shift(phase: Phase, *, starts_on: date, ends_on: date) -> Shift:
    """What may move along with a phase, in two statements.

    Tasks follow the first day and later phases the last day; where that day stays, the other one counts. Nothing is
    offered when the phase stays. Tasks that are done stay. Refuses days outside this century.
    """
    begin, end = (starts_on - phase.starts_on).days, (ends_on - phase.ends_on).days
    task_days, later_days = begin or end, end or begin
    others = phase.cycle.phases.filter(starts_on__gt=phase.starts_on).exclude(pk=phase.pk) if later_days else []
    later = list(others)
    open_tasks = PhaseTask.objects.open().filter(phase__in=[phase, *later]) if task_days else []
    tasks: dict[int, list[PhaseTask]] = {}
    for task in open_tasks:
        tasks.setdefault(task.phase_id, []).append(task)
    return Shift(
        moved=PhaseShift(phase, starts_on, ends_on, _shifted(tasks.get(phase.pk, []), task_days)),
        task_days=task_days,
        later=[
            PhaseShift(
                one,
                shift_day(one.starts_on, later_days),
                shift_day(one.ends_on, later_days),
                _shifted(tasks.get(one.pk, []), later_days),
            )
            for one in later
        ],
        later_days=later_days,
    )


@transaction.atomic
def shift_phase(
    phase: Phase,
    *,
    kind: str,
    name: str,
    starts_on: date,
    ends_on: date,
    seen: str,
    later: Collection[int],
    with_tasks: bool,
) -> None:
    """Move a phase, and along with it the chosen later phases and, if wanted, the open tasks of all that moves.

    Refuses when anything in view changed since it was shown (PlanningChanged).
    """
    standing = _hold_phase(phase)
    shift = plan_shift(standing, starts_on=starts_on, ends_on=ends_on)
    if shift.seen != seen:
        raise PlanningChanged(_("Somebody else changed the planning since you opened it. Look again at what moves."))
    _write(standing, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)
    along = [one for one in shift.later if one.phase.pk in later]
    for one in along:
        _write(one.phase, starts_on=one.starts_on, ends_on=one.ends_on)
    if with_tasks:
        _move_tasks([task for one in (shift.moved, *along) for task in one.tasks])


@transaction.atomic
def remove_phase(phase: Phase) -> None:
    """Take a phase out of its cycle; refuse one in which tasks stand."""
    standing = _hold_phase(phase)
    if standing.tasks.exists():
        raise PhaseHasTasks(_("Tasks stand in this phase. Remove them, or put them in another phase first."))
    standing.delete()


def hold_planning(cycle_id: int) -> None:
    """One change at a time in the planning of a cycle: the next waits for this one's commit."""
    if Cycle.objects.select_for_update().filter(pk=cycle_id).first() is None:
        raise LostRace(_("This cycle is gone."))


def _hold_phase(phase: Phase) -> Phase:
    hold_planning(phase.cycle_id)
    standing = Phase.objects.select_related("cycle").filter(pk=phase.pk).first()
    if standing is None:
        raise LostRace(_("Somebody else removed this phase."))
    return standing


def _write(phase: Phase, **words: str | date) -> None:
    for name, value in words.items():
        setattr(phase, name, value)
    phase.revision += 1
    phase.save(update_fields=[*words, "revision"])


def _shifted(tasks: list[PhaseTask], days: int) -> list[TaskShift]:
    return [TaskShift(task, shift_day(task.due_on, days)) for task in tasks]


def _move_tasks(shifts: list[TaskShift]) -> None:
    for shift in shifts:
        shift.task.due_on = shift.due_on
        shift.task.revision += 1
    PhaseTask.objects.bulk_update([shift.task for shift in shifts], ["due_on", "revision"])
