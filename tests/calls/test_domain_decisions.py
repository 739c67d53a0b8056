from fractions import Fraction

import pytest

from calls.domain import calls, decisions, ranking
from calls.domain.decisions import MotivationMissing, NotDecidable, OutOfMoney, Verdict
from calls.domain.proposals import withdraw_proposal
from calls.enums import CallState, DecisionState, Outcome, ProposalState
from calls.models import Call, Decision
from innovet.education import Province
from innovet.kit.refused import LostRace, StaleRevision
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from projects.models import Project
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CallFactory,
    EnvelopeFactory,
    admissible_proposal,
    decided_proposal,
    deliberated_proposal,
    reading,
)

pytestmark = pytest.mark.django_db
SELECTED = Verdict(Outcome.SELECTED, 800_000, "Sterk.")


def decide(proposal, verdict=SELECTED, revision=0):
    return decisions.decide(proposal, verdict, revision=revision, by=UserFactory(coordinator=True), at=AFTER)


def release(decision):
    decisions.release_decision(decision, by=UserFactory(coordinator=True), at=AFTER)


def deliberated(count, **call_fields):
    call = CallFactory(**call_fields)
    proposals = [admissible_proposal(call=call, lead_school__province=Province.BRUSSELS) for _number in range(count)]
    for proposal in proposals:
        reading(proposal)
    calls.close_review(proposals[0].call, by=UserFactory(), at=AFTER)
    return list(call.proposals.order_by("pk"))


def test_the_ranking_counts_complete_reviews_exactly():
    proposal = admissible_proposal()
    reading(proposal, 4, 1)
    reading(proposal, 5, 2)
    placing = ranking.rank_call(proposal.call, [proposal], proposal.call.criteria.all())[0]
    assert placing.total == Fraction(15, 4)
    assert placing.complete_count == 2


def test_the_ranking_takes_one_statement_whatever_its_length(django_assert_num_queries):
    proposals = deliberated(2)
    criteria = list(proposals[0].call.criteria.all())
    with django_assert_num_queries(1):
        ranking.rank_call(proposals[0].call, proposals, criteria)


def test_decide_notes_the_decision_and_holds_its_letter():
    proposal = deliberated_proposal()
    decision = decide(proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE
    assert decision.letter.state == MessageState.HELD
    assert decision.letter.to == proposal.versions.get().submitted_by
    for words in ("8.000 euro", "De minister.", "Het besluit.", "Raad van State", "Sterk."):
        assert words in decision.letter.body


def test_decide_again_replaces_the_letter():
    proposal = deliberated_proposal()
    first = decide(proposal)
    second = decide(proposal, Verdict(Outcome.REJECTED, 0, "Toch niet."), revision=1)
    assert second.pk == first.pk
    assert second.grant_cents == 0
    assert Message.objects.get(pk=first.letter_id).state == MessageState.CANCELLED
    assert second.letter.state == MessageState.HELD


def test_decide_refuses_a_stale_revision():
    proposal = deliberated_proposal()
    decide(proposal)
    with pytest.raises(StaleRevision):
        decide(proposal)
    with pytest.raises(StaleRevision):
        decide(proposal, revision=7)


def test_decide_is_refused_outside_deliberation_and_without_enough_reviews():
    proposal = admissible_proposal()
    with pytest.raises(NotDecidable):
        decide(proposal)
    thin, *_others = deliberated(2)
    review = thin.reviews.get()
    type(review).objects.filter(pk=review.pk).update(state="void")
    with pytest.raises(NotDecidable):
        decide(thin)


def test_decide_asks_a_motivation_for_the_whole_or_every_criterion():
    proposal = deliberated_proposal()
    keys = list(proposal.call.criteria.values_list("pk", flat=True))
    with pytest.raises(MotivationMissing):
        decide(proposal, Verdict(Outcome.REJECTED))
    with pytest.raises(MotivationMissing):
        decide(proposal, Verdict(Outcome.REJECTED, reasons={keys[0]: "Zwak."}))
    decision = decide(proposal, Verdict(Outcome.REJECTED, reasons=dict.fromkeys(keys, "Zwak.")))
    assert decision.letter.body.count("Zwak.") == 2


@pytest.mark.parametrize("grant", [0, 800_001])
def test_a_grant_is_positive_and_within_what_was_asked(grant):
    proposal = deliberated_proposal()
    with pytest.raises(OutOfMoney):
        decide(proposal, Verdict(Outcome.SELECTED, grant, "Sterk."))


def test_a_grant_stays_within_the_total_budget():
    first, second = deliberated(2, budget_cents=1_500_000)
    decide(first)
    with pytest.raises(OutOfMoney):
        decide(second)
    decide(second, Verdict(Outcome.SELECTED, 700_000, "Deels."))


def test_a_grant_stays_within_its_envelope_and_brussels_counts_with_flemish_brabant():
    first, second = deliberated(2)
    EnvelopeFactory(call=first.call, province=Province.FLEMISH_BRABANT, amount_cents=1_000_000)
    decide(first)
    with pytest.raises(OutOfMoney):
        decide(second)
    decide(first, Verdict(Outcome.SELECTED, 200_000, "Minder."), revision=1)
    decide(second)


def test_a_call_with_envelopes_gives_nothing_outside_them():
    (proposal,) = deliberated(1)
    EnvelopeFactory(call=proposal.call, province=Province.LIMBURG)
    with pytest.raises(OutOfMoney):
        decide(proposal)


def test_a_withdrawn_proposal_frees_its_money():
    first, second = deliberated(2, budget_cents=800_000)
    decide(first)
    withdraw_proposal(first, reason="", by=first.started_by, at=AFTER)
    decide(second)


def test_the_letter_of_a_withdrawn_proposal_stays():
    proposal = decided_proposal(Outcome.REJECTED, 0)
    withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER)
    with pytest.raises(NotDecidable):
        release(proposal.decision)
    assert proposal.decision.letter.state == MessageState.HELD


def test_release_sends_one_letter_and_starts_the_project():
    proposal = decided_proposal()
    decision = proposal.decision
    release(decision)
    proposal.refresh_from_db()
    decision.letter.refresh_from_db()
    assert proposal.state == ProposalState.SELECTED
    assert proposal.project.grant_cents == 800_000
    assert proposal.project.consortium.members.count() == 1
    assert decision.letter.state == MessageState.QUEUED
    assert proposal.call.state == CallState.DECIDED


def test_of_two_who_release_one_wins():
    proposal = decided_proposal()
    other = Decision.objects.get(proposal=proposal)
    release(proposal.decision)
    with pytest.raises(LostRace):
        release(other)
    assert Project.objects.count() == 1


def test_a_released_decision_never_changes():
    proposal = decided_proposal()
    release(proposal.decision)
    with pytest.raises(NotDecidable):
        decide(proposal, revision=1)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.RESERVE, ProposalState.RESERVE), (Outcome.REJECTED, ProposalState.REJECTED)],
)
def test_release_gives_a_proposal_its_outcome(outcome, state):
    proposal = decided_proposal(outcome, 0)
    release(proposal.decision)
    proposal.refresh_from_db()
    assert proposal.state == state
    assert proposal.project is None


def test_a_call_is_decided_when_nothing_waits_any_more():
    first, second = deliberated(2)
    release(decide(first))
    first.call.refresh_from_db()
    assert first.call.state == CallState.DELIBERATION
    release(decide(second, Verdict(Outcome.REJECTED, 0, "Zwak.")))
    first.call.refresh_from_db()
    assert first.call.state == CallState.DECIDED
    assert not Decision.objects.filter(state=DecisionState.PREPARED).exists()


def test_what_a_province_adds_comes_on_top_of_the_budget():
    proposal = deliberated_proposal()
    call = proposal.call
    Call.objects.filter(pk=call.pk).update(budget_cents=500_000)
    EnvelopeFactory(call=call, province=proposal.envelope_province, amount_cents=500_000, top_up_cents=200_000)
    by = UserFactory(coordinator=True)
    with pytest.raises(OutOfMoney):
        decisions.decide(proposal, Verdict(Outcome.SELECTED, 700_001, "x"), revision=0, by=by, at=AFTER)
    decisions.decide(proposal, Verdict(Outcome.SELECTED, 700_000, "x"), revision=0, by=by, at=AFTER)
