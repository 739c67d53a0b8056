"""Giving and ending programme-wide roles."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.kit.refused import LostRace, Refused

KEPT_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)


class LastOfItsKind(Refused):
    """Nobody else would hold the role."""


class RoleOverlaps(Refused):
    """The person holds the role in those days already."""


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    *,
    by: User | None,
    from_on: date,
    until_on: date | None = None,
    regions: Iterable[str] = (),
) -> RoleGrant:
    """Give a person a role for some days; refuses a closed account and days in which the role is held already."""
    if User.objects.select_for_update().get(pk=user.pk).closed_at:
        raise Refused(_("This account is closed."))
    if until_on is not None and until_on < from_on:
        raise Refused(_("The last day lies before the first day."))
    others = RoleGrant.objects.filter(user=user, role=role).not_ended(from_on)
    if until_on is not None:
        others = others.filter(from_on__lte=until_on)
    if others.exists():
        raise RoleOverlaps(_("This person already holds this role in these days."))
    return RoleGrant.objects.create(
        user=user, role=role, regions=sorted(regions), from_on=from_on, until_on=until_on, granted_by=by
    )


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User, last_on: date, on: date) -> None:
    """Let a role end after a day; one that has not begun is taken back whole.

    Refuses days that are past, a role that ended already, and the last coordinator or administrator.
    """
    if last_on < on - timedelta(days=1):
        raise Refused(_("The last day lies in the past."))
    _hold_grants(grant.role)
    if grant.until_on is not None and grant.until_on < on:
        raise Refused(_("This role has ended already."))
    _require_successor(grant.role, without=grant.user_id, after=last_on)
    same = RoleGrant.objects.filter(pk=grant.pk, until_on=grant.until_on)
    if grant.from_on > last_on:
        changed, _rows = same.delete()
    else:
        changed = same.update(until_on=last_on, ended_by=by)
    if changed != 1:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))


def end_all_roles(user: User, *, by: User, on: date) -> None:
    """End every role of a person before a day; the caller has made sure of successors."""
    RoleGrant.objects.filter(user=user, from_on__gte=on).delete()
    RoleGrant.objects.filter(user=user).not_ended(on).update(until_on=on - timedelta(days=1), ended_by=by)


def require_successors(user: User, *, after: date) -> None:
    """Refuse while the person is the only coordinator or administrator after a day."""
    for role in (
        RoleGrant.objects.filter(user=user, role__in=KEPT_ROLES).not_ended(after).values_list("role", flat=True)
    ):
        _hold_grants(role)
        _require_successor(role, without=user.pk, after=after)


def _hold_grants(role: str) -> None:
    """Two who end each other's role wait for one another."""
    list(RoleGrant.objects.select_for_update().filter(role=role).order_by("pk").values_list("pk", flat=True))


def _require_successor(role: str, *, without: int, after: date) -> None:
    if role not in KEPT_ROLES:
        return
    left = RoleGrant.objects.filter(role=role).exclude(user=without).of_open_accounts().on(after + timedelta(days=1))
    if not left.exists():
        raise LastOfItsKind(
            _("Nobody else would be coordinator. Make somebody else coordinator first.")
            if role == Role.COORDINATOR
            else _("Nobody else would be administrator. Make somebody else administrator first.")
        )
