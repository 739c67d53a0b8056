"""A cycle is copied to start the next one: what comes along, on which days, and the copying itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from innovet.accounts.models import User
from innovet.kit.formats import dates
from projects.domain.cycles import own_name
from projects.domain.phase_tasks import possible_owners
from projects.domain.phases import hold_planning
from projects.domain.shifting import shift_day
from projects.models import Cycle, CycleRole, Phase, PhaseTask, Theme
from projects.signals import cycle_cloned


@dataclass(frozen=True, slots=True)
class Copied:
    """One line of the preview: what comes along, and its days before and after."""

    title: str
    kind: str
    before: str = ""
    after: str = ""


type Teller = Callable[[Cycle, int], Iterable[Copied]]

_tellers: list[Teller] = []


def contribute(teller: Teller) -> None:
    """Register what a room above copies with a cycle, for the preview; called from its apps.ready."""
    _tellers.append(teller)


def days_between(cycle: Cycle, starts_on: date) -> int:
    """By how many days everything shifts when the copy starts on that day."""
    return (starts_on - cycle.starts_on).days


def preview_clone(cycle: Cycle, *, starts_on: date) -> list[Copied]:
    """Everything that comes along, with its days; refuses days outside this century."""
    days = days_between(cycle, starts_on)
    last = shift_day(cycle.ends_on, days)
    whole = Copied(cycle.name, _("cycle"), dates(cycle.starts_on, cycle.ends_on), dates(starts_on, last))
    return [whole, *_phases(cycle, days), *_themes(cycle), *(line for tell in _tellers for line in tell(cycle, days))]


@transaction.atomic
def clone_cycle(
    cycle: Cycle,
    *,
    name: str,
    school_year: str,
    starts_on: date,
    with_roles: bool,
    key: str,
    by: User,
    at: datetime,
) -> Cycle:
    """Copy phases, tasks, themes and, if wanted, the roles of the day; rooms above copy theirs (cycle_cloned).

    Everything shifts by the same days. Tasks come along undone, with their owner where that person has a part in the
    copy. The same key again returns the copy that stands. Refuses the name of another cycle and days outside this
    century.
    """
    key = f"{by.pk}:{key}"
    hold_planning(cycle.pk)
    if standing := Cycle.objects.filter(clone_key=key).first():
        return standing
    days, on = days_between(cycle, starts_on), timezone.localdate(at)
    with own_name(_("Another cycle has this name.")):
        clone = Cycle.objects.create(
            name=name,
            school_year=school_year,
            starts_on=starts_on,
            ends_on=shift_day(cycle.ends_on, days),
            cloned_from=cycle,
            clone_key=key,
        )
    Theme.objects.bulk_create(Theme(cycle=clone, name=theme.name) for theme in cycle.themes.all())
    if with_roles:
        _copy_roles(cycle, clone, on=on)
    _copy_phases(cycle, clone, days, on=on)
    cycle_cloned.send(Cycle, cycle=clone, original=cycle, days=days, by=by, at=at)
    return clone


def _copy_roles(cycle: Cycle, clone: Cycle, *, on: date) -> None:
    roles = cycle.roles.on(on).filter(user__is_active=True).values_list("user", "role").distinct()
    CycleRole.objects.bulk_create(
        CycleRole(cycle=clone, user_id=user, role=role, from_on=on) for user, role in roles.order_by("role", "user")
    )


def _copy_phases(cycle: Cycle, clone: Cycle, days: int, *, on: date) -> None:
    phases = list(cycle.phases.prefetch_related("tasks"))
    copies = [
        Phase(
            cycle=clone,
            kind=phase.kind,
            name=phase.name,
            starts_on=shift_day(phase.starts_on, days),
            ends_on=shift_day(phase.ends_on, days),
        )
        for phase in phases
    ]
    Phase.objects.bulk_create(copies)
    owners = set(possible_owners(clone, on=on).values_list("pk", flat=True))
    PhaseTask.objects.bulk_create(
        PhaseTask(
            phase=copy,
            title=task.title,
            owner_id=task.owner_id if task.owner_id in owners else None,
            due_on=shift_day(task.due_on, days),
        )
        for phase, copy in zip(phases, copies, strict=True)
        for task in phase.tasks.all()
    )


def _phases(cycle: Cycle, days: int) -> list[Copied]:
    lines = []
    for phase in cycle.phases.prefetch_related("tasks"):
        first, last = shift_day(phase.starts_on, days), shift_day(phase.ends_on, days)
        lines.append(Copied(phase.title, _("phase"), dates(phase.starts_on, phase.ends_on), dates(first, last)))
        lines += [
            Copied(task.title, _("task"), dates(task.due_on), dates(shift_day(task.due_on, days)))
            for task in phase.tasks.all()
        ]
    return lines


def _themes(cycle: Cycle) -> list[Copied]:
    return [Copied(theme.name, _("theme")) for theme in cycle.themes.all()]
