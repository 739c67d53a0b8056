"""What happens to a cycle: it is made, its phases move, themes are named, people get roles in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.refused import Refused
from projects.models import Cycle, CycleRole, Phase, Theme


class ThemeInUse(Refused):
    """Projects or proposals stand under the theme."""


class NameTaken(Refused):
    """Another cycle, or another theme of the cycle, has the name."""


class RoleRefused(Refused):
    """The role cannot start or end on that day."""


def create_cycle(*, name: str, school_year: str, starts_on: date, ends_on: date) -> Cycle:
    """Make a cycle without phases or themes; refuse the name of another cycle."""
    with _own_name(_("Another cycle has this name.")):
        return Cycle.objects.create(name=name, school_year=school_year, starts_on=starts_on, ends_on=ends_on)


def change_cycle(cycle: Cycle, *, name: str, school_year: str, starts_on: date, ends_on: date) -> None:
    """Change the name and dates of a cycle; its phases stay where they are; refuse the name of another cycle."""
    cycle.name, cycle.school_year, cycle.starts_on, cycle.ends_on = name, school_year, starts_on, ends_on
    with _own_name(_("Another cycle has this name.")):
        cycle.save(update_fields=["name", "school_year", "starts_on", "ends_on"])


def add_phase(cycle: Cycle, *, kind: str, name: str, starts_on: date, ends_on: date) -> Phase:
    """Add a dated phase; phases may overlap."""
    return cycle.phases.create(kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)


def change_phase(phase: Phase, *, kind: str, name: str, starts_on: date, ends_on: date) -> None:
    """Shift or rename a phase."""
    phase.kind, phase.name, phase.starts_on, phase.ends_on = kind, name, starts_on, ends_on
    phase.save(update_fields=["kind", "name", "starts_on", "ends_on"])


def remove_phase(phase: Phase) -> None:
    """Take a phase out of its cycle."""
    phase.delete()


def add_theme(cycle: Cycle, *, name: str) -> Theme:
    """Name a theme of the cycle; refuse a name it has already."""
    with _own_name(_("This cycle already has a theme with this name.")):
        return cycle.themes.create(name=name)


@transaction.atomic
def remove_theme(theme: Theme) -> None:
    """Take a theme out of its cycle; refuse one under which projects or proposals stand."""
    try:
        theme.delete()
    except ProtectedError as error:
        raise ThemeInUse(_("This theme is in use: it stays.")) from error


def give_role(cycle: Cycle, user: User, *, role: str, from_on: date) -> CycleRole:
    """Give a person a role in the cycle from a day on; refuse the same role while it still lasts."""
    if cycle.roles.filter(user=user, role=role).on(from_on).exists():
        raise RoleRefused(_("This person has that role already."))
    return cycle.roles.create(user=user, role=role, from_on=from_on)


def end_role(role: CycleRole, *, until_on: date) -> None:
    """End a role on a day, which still counts; a role that starts later than that day never starts."""
    if role.from_on > until_on:
        role.delete()
        return
    role.until_on = until_on
    role.save(update_fields=["until_on"])


def end_roles_of(user: User, *, on: date) -> None:
    """End every cycle role of a person who leaves, the day before; roles that start on the day or later never start."""
    CycleRole.objects.filter(user=user, from_on__gte=on).delete()
    lasting = CycleRole.objects.filter(user=user).exclude(until_on__lt=on)
    lasting.update(until_on=on - timedelta(days=1))


@contextmanager
def _own_name(refusal: str | Promise) -> Iterator[None]:
    """Turn a name that somebody else took, perhaps just now, into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken(refusal) from error
