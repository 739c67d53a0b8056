"""What happens around conflicts of interest: found in the graph, stated by the person, noted or dismissed by others."""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from calls.domain.ties import Tie, find_ties
from calls.enums import (
    ConflictGrade,
    ConflictKind,
    ConflictOrigin,
    ConflictScope,
    ConflictState,
    ProposalState,
    ReviewState,
)
from calls.models import Call, ConflictOfInterest, ConflictStatement, Proposal, ProposalRole, Review
from innovet.accounts.domain.moves import move_state
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.kit.refused import Refused, require_reason
from innovet.organisations.models import Membership
from projects.enums import CycleRoleKind
from projects.models import ConsortiumMember, CycleRole

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Stating(TypedDict):
    """What is known of a person who states conflicts."""

    is_judge: bool
    stated_count: int


READING_ROLES = (
    CycleRoleKind.CHAIR,
    CycleRoleKind.DEPUTY,
    CycleRoleKind.MEMBER,
    CycleRoleKind.READER,
    CycleRoleKind.SUBSTITUTE,
)
# What people state about; a proposal that is withdrawn or was turned away is judged by nobody.
STATED = (ProposalState.SUBMITTED, ProposalState.ADMISSIBLE)


class WordStands(Refused):
    """What a person declared of themselves, or what is about oneself, is not dismissed."""


def possible_readers(call: Call, on: date) -> QuerySet[User]:
    """People who may read proposals of a call: steering group members and those with a reading role in its cycle."""
    steering = RoleGrant.objects.on(on).filter(role=Role.STEERING).values("user_id")
    cycle_roles = CycleRole.objects.on(on).filter(cycle=call.cycle_id, role__in=READING_ROLES).values("user_id")
    return User.objects.filter(Q(pk__in=steering) | Q(pk__in=cycle_roles), is_active=True).order_by("name", "pk")


def people_who_state(call: Call, on: date) -> QuerySet[User]:
    """Everybody who states conflicts: who may read, and coordinators."""
    coordinators = RoleGrant.objects.on(on).filter(role=Role.COORDINATOR).values("user_id")
    readers = possible_readers(call, on).order_by().values("pk")
    found = User.objects.filter(Q(pk__in=readers) | Q(pk__in=coordinators), is_active=True)
    return found.order_by("name", "pk")


def with_statements(people: QuerySet[User], call: Call, on: date) -> "QuerySet[WithAnnotations[User, Stating]]":
    """People with `is_judge`, who may read, and `stated_count`, on how many proposals they said a word."""
    readers = possible_readers(call, on).order_by().values("pk")
    said = ConflictStatement.objects.filter(user=OuterRef("pk"), proposal__call=call, proposal__state__in=STATED)
    counted = said.order_by().values("user").annotate(total=Count("pk")).values("total")
    return people.annotate(
        is_judge=Case(When(pk__in=readers, then=True), default=False),
        stated_count=Coalesce(Subquery(counted), 0),
    )


def barred_people(proposal: Proposal) -> dict[int, str]:
    """People who may not judge a proposal, with the reason: those with a conflict, and those who take part in it or beside it.

    Beside it: in a proposal of the same envelope or call, as the rule of the call says.
    """
    takers = _takers([proposal, *_in_scope(proposal)])
    own = dict.fromkeys(takers.pop(proposal.pk), _("takes part in the proposal"))
    beside = dict.fromkeys(chain(*takers.values()), _("takes part in a proposal that competes with it"))
    standing = ConflictOfInterest.objects.standing().filter(proposal=proposal)
    return beside | own | dict(standing.values_list("user_id", "reason"))


def free_judges(call: Call, judges: Set[int]) -> dict[int, int]:
    """How many of some people are free of a conflict, by the id of each proposal that is judged; five statements."""
    proposals = list(call.proposals.filter(state__in=STATED))
    takers = _takers(proposals)
    barred = {proposal.pk: set[int]() for proposal in proposals}
    standing = ConflictOfInterest.objects.standing().filter(proposal__in=proposals)
    for pk, user in standing.values_list("proposal_id", "user_id"):
        barred[pk].add(user)
    for proposal in proposals:
        for beside in (proposal, *_competing(proposal, proposals, call)):
            barred[proposal.pk] |= takers[beside.pk]
    return {pk: len(judges - people) for pk, people in barred.items()}


@transaction.atomic
def search_conflicts(call: Call, *, at: datetime) -> int:
    """Look in the graph for links of everybody who judges with every proposal that is judged; tell how many are new.

    A link that bars stands at once and voids a reading; another waits for the person's word. What was dismissed is
    proposed again only when a closer link is found.
    """
    people = list(people_who_state(call, localdate(at)))
    proposals = list(call.proposals.filter(state__in=STATED).select_related("lead_school"))
    known = _known(call)
    order = list(ConflictKind)
    new = [
        tie
        for tie in find_ties(people, proposals, on=localdate(at))
        if (kind := known.get((tie.person_id, tie.proposal_id))) is None or order.index(tie.kind) < order.index(kind)
    ]
    for tie in new:
        _record(tie, at=at)
    return len(new)


@transaction.atomic
def state_conflicts(
    person: User,
    proposals: Iterable[Proposal],
    conflicts: Mapping[int, str],
    denials: Mapping[int, str],
    *,
    at: datetime,
) -> None:
    """Note a person's word on proposals: `conflicts` and `denials` give reasons by proposal id, on the rest there is none.

    A conflict stands and is never dismissed; a found link that the person denies is dismissed with the reason given.
    Refuses a conflict, or the denial of a link that asks a statement, without a reason.
    """
    for proposal in proposals:
        _state(person, proposal, conflicts.get(proposal.pk), denials.get(proposal.pk, ""), at=at)
        ConflictStatement.objects.get_or_create(user=person, proposal=proposal, defaults={"stated_at": at})


@transaction.atomic
def note_conflict(
    proposal: Proposal, person: User, *, reason: str, origin: ConflictOrigin, by: User, at: datetime
) -> ConflictOfInterest:
    """Put a conflict of interest on record and void the person's reading; the proposal vanishes for that person.

    A link that waited for a word becomes this conflict. Refuses without a reason and a conflict that stands already.
    """
    reason = require_reason(reason)
    waiting = ConflictOfInterest.objects.filter(proposal=proposal, user=person, state=ConflictState.PROPOSED).first()
    if waiting:
        move_state(waiting, ConflictState.CONFIRMED, by=by, at=at, reason=reason, origin=origin, noted_by=by)
        conflict = waiting
    else:
        conflict = _create(proposal, person, reason=reason, origin=origin, by=by, at=at)
    _void_readings(conflict, by=by, at=at)
    return conflict


@transaction.atomic
def confirm_conflict(conflict: ConflictOfInterest, *, reason: str, by: User, at: datetime) -> None:
    """Let a link stand that waited, or that was dismissed.

    Refuses without a reason, in one's own case, and where another conflict of this person with it stands already.
    """
    _require_other(conflict, by)
    reason = require_reason(reason)
    try:
        with transaction.atomic():
            move_state(conflict, ConflictState.CONFIRMED, by=by, at=at, reason=reason)
    except IntegrityError as error:
        raise Refused(_("This conflict of interest is already known.")) from error
    _void_readings(conflict, by=by, at=at)


@transaction.atomic
def dismiss_conflict(conflict: ConflictOfInterest, *, reason: str, by: User, at: datetime) -> None:
    """Lift a conflict with a reason; refuses a person's own word, one's own conflict, and a second dismissal."""
    _require_other(conflict, by)
    if conflict.origin == ConflictOrigin.DECLARED:
        raise WordStands(_("A conflict that a person declared is never dismissed."))
    move_state(conflict, ConflictState.DISMISSED, by=by, at=at, reason=require_reason(reason))


def proposals_to_state(call: Call, person: User) -> QuerySet[Proposal]:
    """What a person has not said a word on yet, and does not take part in."""
    stated = ConflictStatement.objects.filter(user=person).values("proposal")
    return call.proposals.filter(state__in=STATED).exclude(pk__in=stated)


def _state(person: User, proposal: Proposal, conflict: str | None, denial: str, *, at: datetime) -> None:
    found = ConflictOfInterest.objects.not_dismissed().filter(proposal=proposal, user=person).first()
    if conflict is not None:
        if found is None or found.state == ConflictState.PROPOSED:
            note_conflict(proposal, person, reason=conflict, origin=ConflictOrigin.DECLARED, by=person, at=at)
        return
    if found is None or found.state == ConflictState.CONFIRMED:
        return
    if found.grade == ConflictGrade.DECLARE:
        denial = require_reason(denial, _("Say why the link with %(title)s is no conflict.") % {"title": proposal})
    move_state(found, ConflictState.DISMISSED, by=person, at=at, reason=denial or _("The person sees no conflict."))


def _create(
    proposal: Proposal, person: User, *, reason: str, origin: ConflictOrigin, by: User, at: datetime
) -> ConflictOfInterest:
    try:
        with transaction.atomic():
            return ConflictOfInterest.objects.create(
                proposal=proposal, user=person, origin=origin, reason=reason, noted_by=by, noted_at=at
            )
    except IntegrityError as error:
        raise Refused(_("This conflict of interest is already known.")) from error


def _record(tie: Tie, *, at: datetime) -> None:
    bars = tie.kind.grade == ConflictGrade.BLOCK
    standing = ConflictOfInterest.objects.not_dismissed().filter(user=tie.person_id, proposal=tie.proposal_id)
    values = {"kind": tie.kind, "grade": tie.kind.grade, "reason": tie.reason}
    conflict = standing.first()
    if conflict is None:
        conflict = ConflictOfInterest.objects.create(
            user_id=tie.person_id,
            proposal_id=tie.proposal_id,
            origin=ConflictOrigin.FOUND,
            state=ConflictState.CONFIRMED if bars else ConflictState.PROPOSED,
            noted_at=at,
            **values,
        )
    elif conflict.state == ConflictState.PROPOSED:
        standing.update(**values)
        if bars:
            move_state(conflict, ConflictState.CONFIRMED, by=None, at=at, reason=tie.reason)
    if bars:
        _void_readings(conflict, by=None, at=at)


def _known(call: Call) -> dict[tuple[int, int], ConflictKind]:
    """The closest link on record per person and proposal; what somebody declared or noted counts as the closest."""
    known: dict[tuple[int, int], ConflictKind] = {}
    order = list(ConflictKind)
    for user, proposal, kind, state in ConflictOfInterest.objects.filter(proposal__call=call).values_list(
        "user_id", "proposal_id", "kind", "state"
    ):
        pair = (user, proposal)
        closest = order[0] if state == ConflictState.CONFIRMED else ConflictKind(kind)
        if pair not in known or order.index(closest) < order.index(known[pair]):
            known[pair] = closest
    return known


def _void_readings(conflict: ConflictOfInterest, *, by: User | None, at: datetime) -> None:
    """The person's readings no longer count: of the proposal, and for who takes part in it of what competes with it."""
    readings = Review.objects.filter(reviewer=conflict.user_id).exclude(state=ReviewState.VOID)
    scope: Collection[Proposal] = [conflict.proposal]
    if conflict.grade == ConflictGrade.BLOCK:
        scope = [conflict.proposal, *_in_scope(conflict.proposal)]
    for review in readings.filter(proposal__in=scope):
        move_state(review, ReviewState.VOID, by=by, at=at, reason=conflict.reason)


def _require_other(conflict: ConflictOfInterest, by: User) -> None:
    if conflict.user_id == by.pk:
        raise WordStands(_("Somebody else judges a conflict that is about you."))


def _in_scope(proposal: Proposal) -> list[Proposal]:
    """The other proposals of its call from whose judgement it bars those who take part in it, and the other way round."""
    return _competing(proposal, list(proposal.call.proposals.filter(state__in=STATED)), proposal.call)


def _competing(proposal: Proposal, proposals: Collection[Proposal], call: Call) -> list[Proposal]:
    others = [other for other in proposals if other.pk != proposal.pk]
    if call.conflict_scope == ConflictScope.PROPOSAL:
        return []
    if call.conflict_scope == ConflictScope.CALL or not call.has_envelopes:
        return others
    return [other for other in others if other.envelope_province == proposal.envelope_province]


def _takers(proposals: Collection[Proposal]) -> dict[int, set[int]]:
    """Who takes part in each proposal, by a role in its team or through an organisation; four statements."""
    leads = {proposal.lead_school_id for proposal in proposals}
    sides = {proposal.consortium_id: {proposal.lead_school_id} for proposal in proposals}
    members = ConsortiumMember.objects.filter(consortium__in=sides)
    for consortium, organisation in members.values_list("consortium_id", "organisation_id"):
        sides[consortium].add(organisation)
    people: dict[int, set[int]] = {}
    inside = Membership.objects.filter(organisation__in=leads.union(*sides.values()))
    for organisation, user in inside.values_list("organisation_id", "user_id"):
        people.setdefault(organisation, set()).add(user)
    takers = {
        proposal.pk: set[int]().union(*(people.get(one, set()) for one in sides[proposal.consortium_id]))
        for proposal in proposals
    }
    for pk, user in ProposalRole.objects.filter(proposal__in=proposals).values_list("proposal_id", "user_id"):
        takers[pk].add(user)
    return takers
