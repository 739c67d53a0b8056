"""Who works on a proposal: roles changed, handed over, taken over and ended; what ended stays on record.

Each act holds the proposal, so that a team never loses its last holder, and compares the role with what was read: of
two people at once one wins, the other is told.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.core import NotADraft
from calls.enums import TeamRole
from calls.models import Proposal, ProposalRole
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused

RANKS = [TeamRole.HOLDER, TeamRole.EDITOR, TeamRole.READER]


class LastHolder(Refused):
    """Without this person nobody would hold the proposal."""


class HasRole(Refused):
    """The person has this role already, or a higher one."""


class DatesDoNotFit(Refused):
    """The days of a hand-over lie outside the role, or in the wrong order."""


def give_role(
    proposal: Proposal,
    user: User,
    role: str,
    *,
    from_on: date,
    until_on: date | None = None,
    taken_from: User | None = None,
    by: User,
    at: datetime,
) -> ProposalRole:
    """Let a person work on a proposal from one day on; refuses who has a role in the team for good already."""
    try:
        with transaction.atomic():
            return proposal.roles.create(
                user=user,
                role=role,
                from_on=from_on,
                until_on=until_on,
                taken_from=taken_from,
                given_by=by,
                given_at=at,
            )
    except IntegrityError as error:
        raise HasRole(_("This person already has a role in the team.")) from error


@transaction.atomic
def change_role(role: ProposalRole, new: TeamRole, *, by: User, at: datetime) -> None:
    """Give a colleague another role for the same days and tell them; refuses to take the role of the last holder."""
    proposal = _hold(role)
    if role.role == new:
        return
    today = localdate(at)
    _keep_a_holder(proposal, role, today)
    _end(role, by=by, at=at)
    changed = give_role(
        proposal, role.user, new, from_on=max(today, role.from_on), until_on=role.until_on, by=by, at=at
    )
    notices.tell_role_given(changed, at=at)


@transaction.atomic
def end_role(role: ProposalRole, *, by: User, at: datetime) -> None:
    """End a role at once, one's own or a colleague's, who is told; refuses to let the last holder go."""
    _keep_a_holder(_hold(role), role, localdate(at))
    _end(role, by=by, at=at)
    notices.tell_role_ended(role, by=by, at=at)


@transaction.atomic
def hand_over(
    role: ProposalRole, to: User, *, from_on: date, until_on: date | None = None, by: User, at: datetime
) -> ProposalRole:
    """Pass a role on from one day, for good or until a last day, after which it returns; both people are told.

    Refuses days outside the role, somebody who has the role already or a higher one, and a role that changed meanwhile.
    """
    proposal, today = _hold(role), localdate(at)
    _require_days(role, from_on, until_on, today)
    _require_lower(proposal, to, role.role, from_on=from_on, until_on=until_on)
    _step_aside(role, from_on, today, by=by, at=at)
    ends_on = until_on or role.until_on
    if ends_on is None:
        _replace_lower(proposal, to, from_on, today, by=by, at=at)
    heir = give_role(proposal, to, role.role, from_on=from_on, until_on=ends_on, taken_from=role.user, by=by, at=at)
    if until_on and until_on != role.until_on:
        back_on = until_on + timedelta(days=1)
        give_role(proposal, role.user, role.role, from_on=back_on, until_on=role.until_on, taken_from=to, by=by, at=at)
    notices.tell_role_given(heir, at=at)
    notices.tell_role_taken(role.user, heir, at=at)
    return heir


@transaction.atomic
def take_over(role: ProposalRole, *, by: User, at: datetime) -> ProposalRole:
    """Make the head of the school holder of a draft in the place of everybody who holds it; they are told.

    Refuses what is no draft any more, a head who holds it already, and a holder who changed meanwhile.
    """
    proposal, today = _hold(role), localdate(at)
    if not proposal.is_draft:
        raise NotADraft(_("This proposal was handed in and can no longer change."))
    _require_lower(proposal, by, TeamRole.HOLDER, from_on=today, until_on=None)
    _end(role, by=by, at=at)
    others = proposal.roles.filter(role=TeamRole.HOLDER).not_ended(today).select_related("user")
    former = [role, *others]
    for other in former[1:]:
        _end(other, by=by, at=at)
    _replace_lower(proposal, by, today, today, by=by, at=at)
    heir = give_role(proposal, by, TeamRole.HOLDER, from_on=today, taken_from=role.user, by=by, at=at)
    for person in {one.user_id: one.user for one in former}.values():
        notices.tell_role_taken(person, heir, at=at)
    return heir


def _hold(role: ProposalRole) -> Proposal:
    """One change of a team at a time: two holders who leave at once would otherwise both see the other stay."""
    return Proposal.objects.select_for_update().get(pk=role.proposal_id)


def _end(role: ProposalRole, *, until_on: date | None = None, by: User, at: datetime) -> None:
    """End a role at once, or let it end on a day; refuses one that is not what was read, or that is over."""
    same = ProposalRole.objects.filter(pk=role.pk, role=role.role, until_on=role.until_on, ended_at=None)
    changes = {"until_on": until_on} if until_on else {"ended_at": at, "ended_by": by}
    if role.has_ended_on(localdate(at)) or same.update(**changes) != 1:
        raise LostRace(_("This role changed just before. Look at the team again."))


def _step_aside(role: ProposalRole, from_on: date, today: date, *, by: User, at: datetime) -> None:
    """Let a role stop the day before another begins; at once when no day is left to it."""
    has_days = from_on > max(today, role.from_on)
    _end(role, until_on=from_on - timedelta(days=1) if has_days else None, by=by, at=at)


def _replace_lower(proposal: Proposal, user: User, from_on: date, today: date, *, by: User, at: datetime) -> None:
    """A person has one role for good: that which they had gives way to the one they get."""
    for lower in proposal.roles.filter(user=user, until_on=None, ended_at=None):
        _step_aside(lower, from_on, today, by=by, at=at)


def _require_lower(proposal: Proposal, user: User, role: str, *, from_on: date, until_on: date | None) -> None:
    as_high = RANKS[: RANKS.index(TeamRole(role)) + 1]
    standing = proposal.roles.filter(user=user, role__in=as_high).not_ended(from_on)
    if until_on:
        standing = standing.filter(from_on__lte=until_on)
    if standing.exists():
        raise HasRole(_("%(person)s has this role already, or a higher one.") % {"person": user})


def _require_days(role: ProposalRole, from_on: date, until_on: date | None, today: date) -> None:
    if from_on < max(today, role.from_on):
        raise DatesDoNotFit(_("The first day lies in the past, or before the role begins."))
    if until_on and until_on < from_on:
        raise DatesDoNotFit(_("The last day lies before the first day."))
    if role.until_on and role.until_on < (until_on or from_on):
        raise DatesDoNotFit(_("This role itself ends on %(day)s.") % {"day": date_format(role.until_on, "j F Y")})


def _keep_a_holder(proposal: Proposal, role: ProposalRole, today: date) -> None:
    """Somebody else holds it today, and somebody for good."""
    if role.role != TeamRole.HOLDER:
        return
    others = proposal.roles.filter(role=TeamRole.HOLDER, user__is_active=True).not_ended(today).exclude(pk=role.pk)
    if not (others.on(today).exists() and others.filter(until_on=None).exists()):
        raise LastHolder(_("Nobody else holds this proposal. Hand the role over first."))
