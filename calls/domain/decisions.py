"""Decisions: prepared with their motivation inside the money there is, then released with one letter each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from calls import notices
from calls.enums import CallState, DecisionState, Outcome, ProposalState, ReviewState
from calls.models import Call, Decision, DecisionReason, Envelope, Proposal
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.education import Province
from innovet.kit.formats import euro
from innovet.kit.refused import Refused, StaleRevision
from innovet.notifications.domain.outbox import release_message
from innovet.notifications.enums import MessageState
from projects.domain.projects import start_project

PROPOSAL_STATES = {
    Outcome.SELECTED: ProposalState.SELECTED,
    Outcome.RESERVE: ProposalState.RESERVE,
    Outcome.REJECTED: ProposalState.REJECTED,
}


class NotDecidable(Refused):
    """The proposal or its call is not at the point where a decision is noted."""


class MotivationMissing(Refused):
    """A decision without a reason."""


class OutOfMoney(Refused):
    """The grant does not fit in the envelope, in the total or in what was asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided: the outcome, the grant in cents when selected, and the reasons."""

    outcome: Outcome
    grant_cents: int = 0
    motivation: str = ""
    reasons: Mapping[int, str] | None = None


@transaction.atomic
def decide(proposal: Proposal, verdict: Verdict, *, revision: int, by: User, at: datetime) -> Decision:
    """Note a decision, or change one that is not released, and prepare its letter as a held message.

    `revision` is the one that was read, 0 for none. The call's row is held while the money is added up, so that
    two coordinators at once cannot spend the same euro. Refuses outside deliberation, too few reviews, a missing
    motivation, money beyond the envelope, the total, the maximum or the amount asked, and a stale revision.
    """
    call = Call.objects.select_for_update().get(pk=proposal.call_id)
    proposal.refresh_from_db()
    _require_decidable(call, proposal)
    _require_motivation(call, verdict)
    grant = verdict.grant_cents if verdict.outcome == Outcome.SELECTED else 0
    if verdict.outcome == Outcome.SELECTED:
        _require_money(call, proposal, grant)
    decision = _write(
        proposal,
        revision,
        outcome=verdict.outcome,
        grant_cents=grant,
        motivation=verdict.motivation.strip(),
        decided_by=by,
        decided_at=at,
    )
    _write_reasons(decision, verdict.reasons or {})
    _prepare_letter(decision, by=by, at=at)
    return decision


@transaction.atomic
def prepare_inadmissible(proposal: Proposal, *, motivation: str, by: User, at: datetime) -> Decision:
    """Note the decision that follows from the formal check, with its letter held; called once per proposal."""
    decision = _write(
        proposal,
        0,
        outcome=Outcome.INADMISSIBLE,
        grant_cents=0,
        motivation=motivation,
        decided_by=by,
        decided_at=at,
    )
    _prepare_letter(decision, by=by, at=at)
    return decision


@transaction.atomic
def release_decision(decision: Decision, *, by: User, at: datetime) -> None:
    """Make a decision known: the letter goes, the proposal gets its outcome, a selected one becomes a project.

    All in one transaction; of two coordinators at once one wins and the other is refused, so that there is one
    letter and one project. When nothing waits any more the call is decided. Refuses a withdrawn proposal.
    """
    held = Proposal.objects.select_for_update(of=("self",)).select_related("call__cycle", "consortium", "theme")
    proposal = held.get(pk=decision.proposal_id)
    if proposal.state == ProposalState.WITHDRAWN:
        raise NotDecidable(_("This proposal was withdrawn: its letter stays."))
    move_state(decision, DecisionState.RELEASED, by=by, at=at, released_at=at)
    if decision.letter is None:
        raise NotDecidable(_("This decision has no letter."))
    release_message(decision.letter, by=by, at=at)
    if decision.outcome == Outcome.SELECTED:
        project = start_project(
            cycle=proposal.call.cycle,
            consortium=proposal.consortium,
            title=proposal.title,
            summary=proposal.summary,
            theme=proposal.theme,
            grant_cents=decision.grant_cents,
            by=by,
            at=at,
        )
        move_state(proposal, ProposalState.SELECTED, by=by, at=at, project=project)
    elif decision.outcome != Outcome.INADMISSIBLE:
        move_state(proposal, PROPOSAL_STATES[Outcome(decision.outcome)], by=by, at=at)
    _conclude(proposal.call, by=by, at=at)


def grants_beside(proposal: Proposal) -> QuerySet[Decision]:
    """The decisions that take money of the same call, for other proposals."""
    selected = Decision.objects.filter(proposal__call=proposal.call_id, outcome=Outcome.SELECTED)
    return selected.exclude(proposal__state=ProposalState.WITHDRAWN).exclude(proposal=proposal)


def total_of(decisions: QuerySet[Decision]) -> int:
    """Their grants together, in cents."""
    return decisions.aggregate(total=Sum("grant_cents"))["total"] or 0


def provinces_of(envelope: str) -> list[str]:
    """The provinces that count in an envelope."""
    return [province.value for province in Province if province.envelope == envelope]


def _require_decidable(call: Call, proposal: Proposal) -> None:
    if call.state != CallState.DELIBERATION or proposal.state != ProposalState.ADMISSIBLE:
        raise NotDecidable(_("Decisions are noted on admissible proposals when the review round is closed."))
    if proposal.reviews.filter(state=ReviewState.SUBMITTED).count() < call.minimum_reviews:
        raise NotDecidable(_("Too few complete reviews to decide on this proposal."))


def _require_motivation(call: Call, verdict: Verdict) -> None:
    if verdict.motivation.strip():
        return
    texts = verdict.reasons or {}
    if not all(texts.get(criterion, "").strip() for criterion in call.criteria.values_list("pk", flat=True)):
        raise MotivationMissing(_("Give a motivation, for each criterion or for the whole."))


def _require_money(call: Call, proposal: Proposal, grant: int) -> None:
    if grant <= 0:
        raise OutOfMoney(_("A selected proposal gets a grant."))
    if grant > min(proposal.requested_cents, call.max_grant_cents):
        raise OutOfMoney(_("The grant exceeds the amount asked or the maximum of the call."))
    others = grants_beside(proposal)
    envelopes = list(Envelope.objects.filter(call=call))
    left = call.budget_cents - _charged(others, envelopes)
    if _charged(others, envelopes, more={proposal.envelope_province: grant}) > call.budget_cents:
        raise OutOfMoney(_("The grant does not fit in the budget: %(left)s is left.") % {"left": euro(left)})
    own = next((envelope for envelope in envelopes if envelope.province == proposal.envelope_province), None)
    if own is None:
        if envelopes:
            raise OutOfMoney(_("This call has no envelope for the province of the proposal."))
        return
    left = own.whole_cents - total_of(others.filter(proposal__province__in=provinces_of(own.province)))
    if grant > left:
        raise OutOfMoney(
            _("The grant does not fit in the envelope of %(province)s: %(left)s is left.")
            % {"province": own, "left": euro(left)}
        )


def _charged(decisions: QuerySet[Decision], envelopes: list[Envelope], more: Mapping[str, int] | None = None) -> int:
    """What the grants take of the budget: money that a province adds is separate, and spent first."""
    spent = dict(more or {})
    for province, cents in decisions.values_list("proposal__province", "grant_cents"):
        envelope = Province(province).envelope.value
        spent[envelope] = spent.get(envelope, 0) + cents
    top_ups = {envelope.province: envelope.top_up_cents for envelope in envelopes}
    return sum(max(0, cents - top_ups.get(envelope, 0)) for envelope, cents in spent.items())


def _write(proposal: Proposal, revision: int, **values: object) -> Decision:
    prepared = Decision.objects.filter(proposal=proposal, state=DecisionState.PREPARED, revision=revision)
    if prepared.update(revision=F("revision") + 1, **values):
        return Decision.objects.select_related("letter").get(proposal=proposal)
    try:
        with transaction.atomic():
            if revision == 0:
                return Decision.objects.create(proposal=proposal, **values)
    except IntegrityError:
        pass
    current = Decision.objects.filter(proposal=proposal).first()
    raise StaleRevision(_("Somebody else noted a decision on this proposal meanwhile."), current=current)


def _write_reasons(decision: Decision, reasons: Mapping[int, str]) -> None:
    decision.reasons.all().delete()
    DecisionReason.objects.bulk_create(
        DecisionReason(decision=decision, criterion_id=criterion, text=text.strip())
        for criterion, text in reasons.items()
        if text.strip()
    )


def _prepare_letter(decision: Decision, *, by: User, at: datetime) -> None:
    earlier = decision.letter
    decision.letter = notices.prepare_letter(decision, at=at)
    decision.save(update_fields=["letter"])
    if earlier is not None:
        move_state(earlier, MessageState.CANCELLED, by=by, at=at, reason=_("The decision was changed."))


def _conclude(call: Call, *, by: User, at: datetime) -> None:
    undecided = call.proposals.filter(state__in=[ProposalState.SUBMITTED, ProposalState.ADMISSIBLE])
    held = Decision.objects.filter(proposal__call=call, state=DecisionState.PREPARED).exclude(
        proposal__state=ProposalState.WITHDRAWN
    )
    waiting = undecided.exists() or held.exists()
    if not waiting and call.FLOW.allows(call.state, CallState.DECIDED):
        move_state(call, CallState.DECIDED, by=by, at=at)
