"""The ranking of a call: its rows as the selection's exact numbers, and back."""

from collections.abc import Iterable
from fractions import Fraction

from calls.enums import ProposalState, ReviewState, ScoreKind
from calls.models import Call, Criterion, Proposal, Score
from calls.selection.ranking import (
    Awards,
    Candidate,
    Placing,
    Reading,
    Rules,
    Yardstick,
    award_strictly,
    rank_proposals,
)

RANKED = (ProposalState.ADMISSIBLE, ProposalState.SELECTED, ProposalState.RESERVE, ProposalState.REJECTED)


def rules_of(call: Call, criteria: Iterable[Criterion]) -> Rules:
    """The announced rules of a call as exact numbers."""
    return Rules(
        tuple(Yardstick(criterion.pk, criterion.weight, _exact(criterion.minimum)) for criterion in criteria),
        total_minimum=_exact(call.total_minimum),
        minimum_reviews=call.minimum_reviews,
        uses_median=call.score_kind == ScoreKind.MEDIAN,
    )


def rank_call(call: Call, proposals: Iterable[Proposal], criteria: Iterable[Criterion]) -> tuple[Placing, ...]:
    """Place the proposals by their complete readings; two statements whatever their number."""
    candidates = [
        Candidate(proposal.pk, proposal.envelope_province, proposal.requested_cents)
        for proposal in proposals
        if proposal.state in RANKED
    ]
    readings: dict[int, Reading] = {}
    scores = Score.objects.filter(
        review__proposal__in=[candidate.id for candidate in candidates],
        review__state=ReviewState.SUBMITTED,
        points__isnull=False,
    )
    given: dict[int, tuple[int, dict[int, int]]] = {}
    for review, proposal, criterion, points in scores.values_list(
        "review_id", "review__proposal_id", "criterion_id", "points"
    ):
        given.setdefault(review, (proposal, {}))[1][criterion] = points or 0
    for review, (proposal, points_by_criterion) in given.items():
        readings[review] = Reading(proposal, points_by_criterion)
    return rank_proposals(candidates, readings.values(), rules_of(call, criteria))


def award_call(call: Call, placings: tuple[Placing, ...]) -> Awards:
    """What strict ranking within the envelopes would give; it decides nothing by itself."""
    rows = list(call.envelopes.all())
    envelopes = {envelope.province: envelope.whole_cents for envelope in rows}
    top_ups = {envelope.province: envelope.top_up_cents for envelope in rows}
    return award_strictly(placings, envelopes, call.budget_cents, top_ups)


def _exact(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))
