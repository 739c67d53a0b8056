"""What happens to a cycle: it is made and changed, themes are named, people get roles in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.refused import Refused, StaleRevision
from projects.models import Cycle, CycleRole, PhaseTask, Theme

SAVED_MEANWHILE = _("Somebody else changed this since you opened it.")


class ThemeInUse(Refused):
    """Projects or proposals stand under the theme."""


class NameTaken(Refused):
    """Another cycle, or another theme of the cycle, has the name."""


class RoleRefused(Refused):
    """The role cannot start or end on that day."""


def create_cycle(*, name: str, school_year: str, starts_on: date, ends_on: date) -> Cycle:
    """Make a cycle without phases or themes; refuse the name of another cycle."""
    with own_name(_("Another cycle has this name.")):
        return Cycle.objects.create(name=name, school_year=school_year, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def change_cycle(cycle: Cycle, *, name: str, school_year: str, starts_on: date, ends_on: date, revision: int) -> None:
    """Change the name and dates of a cycle; its phases stay where they are.

    Refuse the name of another cycle, and a revision that is not the last (StaleRevision, with what stands).
    """
    words = {"name": name, "school_year": school_year, "starts_on": starts_on, "ends_on": ends_on}
    with own_name(_("Another cycle has this name.")):
        changed = Cycle.objects.filter(pk=cycle.pk, revision=revision).update(revision=F("revision") + 1, **words)
    if not changed:
        raise StaleRevision(SAVED_MEANWHILE, current=Cycle.objects.get(pk=cycle.pk))


def add_theme(cycle: Cycle, *, name: str) -> Theme:
    """Name a theme of the cycle; refuse a name it has already."""
    with own_name(_("This cycle already has a theme with this name.")):
        return cycle.themes.create(name=name)


@transaction.atomic
def remove_theme(theme: Theme) -> None:
    """Take a theme out of its cycle; refuse one under which projects or proposals stand."""
    try:
        theme.delete()
    except ProtectedError as error:
        raise ThemeInUse(_("This theme is in use: it stays.")) from error


def give_role(
    cycle: Cycle, user: User, *, role: str, from_on: date, until_on: date | None = None, taken_from: User | None = None
) -> CycleRole:
    """Give a person a role in the cycle from a day on, perhaps until another; refuse the same role while it still lasts."""
    if cycle.roles.filter(user=user, role=role).on(from_on).exists():
        raise RoleRefused(_("This person has that role already."))
    return cycle.roles.create(user=user, role=role, from_on=from_on, until_on=until_on, taken_from=taken_from)


@transaction.atomic
def hand_over_role(role: CycleRole, person: User, *, from_on: date, until_on: date | None = None) -> CycleRole:
    """Give one's role to somebody else from a day on; with a last day it comes back the day after.

    Refuses the holder's own name, days outside the role (its first day stays with who holds it), and a role that was
    changed just before.
    """
    if person == role.user:
        raise RoleRefused(_("Choose somebody else."))
    if from_on <= role.from_on or (role.until_on and (until_on or from_on) > role.until_on):
        raise RoleRefused(_("Those days lie outside the role."))
    if until_on and until_on < from_on:
        raise RoleRefused(_("The last day lies before the first day."))
    last_on = role.until_on
    if not CycleRole.objects.filter(pk=role.pk, until_on=last_on).update(until_on=from_on - timedelta(days=1)):
        raise RoleRefused(_("Somebody changed this role just before you."))
    taken = give_role(
        role.cycle, person, role=role.role, from_on=from_on, until_on=until_on or last_on, taken_from=role.user
    )
    if until_on and until_on != last_on:
        day_after = until_on + timedelta(days=1)
        give_role(role.cycle, role.user, role=role.role, from_on=day_after, until_on=last_on, taken_from=person)
    return taken


def end_role(role: CycleRole, *, until_on: date) -> None:
    """End a role on a day, which still counts; a role that starts later than that day never starts."""
    if role.from_on > until_on:
        role.delete()
        return
    role.until_on = until_on
    role.save(update_fields=["until_on"])


def end_roles_of(user: User, *, on: date) -> None:
    """End every cycle role of a person who leaves, the day before; open tasks wait for another owner.

    Roles that start on the day or later never start.
    """
    CycleRole.objects.filter(user=user, from_on__gte=on).delete()
    lasting = CycleRole.objects.filter(user=user).exclude(until_on__lt=on)
    lasting.update(until_on=on - timedelta(days=1))
    PhaseTask.objects.open().filter(owner=user).update(owner=None, revision=F("revision") + 1)


@contextmanager
def own_name(refusal: str | Promise) -> Iterator[None]:
    """Turn a name that somebody else took, perhaps just now, into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken(refusal) from error
