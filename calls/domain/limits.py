"""The limit of proposals per school or board, and what a head does about it: hand in the one, take back the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls import notices
from calls.enums import LimitCounts, LimitRoles, ProposalState
from calls.models import Call, Proposal
from innovet.accounts.models import User
from innovet.kit.refused import Refused
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation


class LimitReached(Refused):
    """The school, or its board, handed in as many proposals as the call takes."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One school or board with the proposals that count for it, besides the one that is asked about."""

    organisation: Organisation
    standing: tuple[Proposal, ...]


def require_room(proposal: Proposal) -> None:
    """Refuse when handing this in would exceed the limit of the call, for its lead school or one that counts as well.

    Who counts is held until the end of the transaction, so that two who hand in at once are counted one by one.
    """
    if proposal.call.limit is None:
        return
    for counted in _count(proposal, hold_units(proposal)):
        if len(counted.standing) >= proposal.call.limit:
            raise LimitReached(_words(proposal, counted))


def exceeded(proposal: Proposal) -> list[Counted]:
    """The schools or boards for which handing this in would exceed the limit, each with what stands."""
    limit = proposal.call.limit
    if limit is None:
        return []
    return [counted for counted in _count(proposal, units_of(proposal)) if len(counted.standing) >= limit]


def units_of(proposal: Proposal) -> list[Organisation]:
    """The schools, or their boards, for which a proposal counts, as they stand today, in one order."""
    schools = [proposal.lead_school]
    if proposal.call.limit_roles == LimitRoles.ANY:
        members = proposal.consortium.members.filter(organisation__kind=OrganisationKind.SCHOOL)
        schools += [member.organisation for member in members.select_related("organisation")]
    units = {unit.pk: unit for unit in (unit_of(proposal.call, school) for school in schools)}
    return [units[pk] for pk in sorted(units)]


@transaction.atomic
def ask_choice(proposal: Proposal, *, by: User, at: datetime) -> int:
    """Mail those who lead the school that they may choose what it hands in, once a day; gives how many were told."""
    if not exceeded(proposal):
        raise Refused(_("The limit is not reached any more: hand the proposal in."))
    heads = User.objects.filter(pk__in=proposal.lead_school.memberships.owners().values("user"))
    for head in heads:
        notices.ask_choice(proposal, head, by=by, at=at)
    return len(heads)


def unit_of(call: Call, school: Organisation) -> Organisation:
    """Who is counted: the school that stands today, or its board; a school without a board counts by itself."""
    school = school.current()
    if call.limit_counts == LimitCounts.BOARD and school.board is not None:
        return school.board.current()
    return school


def hold_units(proposal: Proposal) -> list[Organisation]:
    """Who counts, held until the end of the transaction; whoever holds a proposal as well takes these first."""
    units = units_of(proposal)
    pks = [unit.pk for unit in units]
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
    return units


def _count(proposal: Proposal, units: Iterable[Organisation]) -> list[Counted]:
    return [Counted(unit, tuple(_standing(proposal, _schools_of(proposal, unit)))) for unit in units]


def _schools_of(proposal: Proposal, unit: Organisation) -> set[int]:
    """A school with all that merged into it; of a board every school that it or its predecessors govern."""
    family = _with_predecessors({unit.pk})
    if proposal.call.limit_counts == LimitCounts.BOARD:
        governed = Organisation.objects.filter(board__in=family).values_list("pk", flat=True)
        family |= _with_predecessors(set(governed))
    return family


def _with_predecessors(pks: set[int]) -> set[int]:
    found, newest = set(pks), set(pks)
    while newest:
        before = Organisation.objects.filter(successor__in=newest).values_list("pk", flat=True)
        newest = set(before) - found
        found |= newest
    return found


def _standing(proposal: Proposal, schools: set[int]) -> QuerySet[Proposal]:
    """What was handed in for this call and not withdrawn, but the version that this one replaces."""
    takes_part = Q(lead_school__in=schools)
    if proposal.call.limit_roles == LimitRoles.ANY:
        takes_part |= Q(consortium__members__organisation__in=schools)
    counted = Proposal.objects.filter(takes_part, call=proposal.call_id).exclude(
        Q(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN]) | Q(pk__in=[proposal.pk, proposal.replaces_id or 0])
    )
    return counted.select_related("lead_school").order_by("pk").distinct()


def _words(proposal: Proposal, counted: Counted) -> str:
    limit = proposal.call.limit or 0
    return ngettext(
        "%(school)s handed in %(count)s proposal already: the call takes no more. The head chooses which one counts.",
        "%(school)s handed in %(count)s proposals already: the call takes no more. The head chooses which ones count.",
        limit,
    ) % {"school": counted.organisation.name, "count": limit}
