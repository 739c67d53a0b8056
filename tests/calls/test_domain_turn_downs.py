import pytest

from calls.domain import proposals, turn_downs
from calls.domain.admissibility import CompletionOpen, TooEarly, TurnDownOpen
from calls.domain.turn_downs import SecondPersonNeeded, confirm_turn_down, propose_turn_down, send_back_turn_down
from calls.enums import DecisionState, Outcome, ProposalState, TurnDownState
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    WHILE_OPEN,
    open_completion,
    proposed_turn_down,
    submitted_proposal,
    turned_down,
)

pytestmark = pytest.mark.django_db


def test_a_second_coordinator_confirms_and_the_letter_waits_with_a_reason_per_requirement():
    proposal = turned_down(submitted_proposal(), complete="Het plan ontbreekt.", amount="Te veel gevraagd.")
    decision = proposal.decision
    assert proposal.state == ProposalState.INADMISSIBLE
    assert (decision.outcome, decision.state) == (Outcome.INADMISSIBLE, DecisionState.PREPARED)
    assert decision.letter.state == MessageState.HELD
    for words in ("Raad van State", "Het plan ontbreekt.", "Te veel gevraagd.", "Het voorstel is niet volledig."):
        assert words in decision.letter.body


def test_the_record_keeps_reason_and_code_of_each_requirement():
    proposal = turned_down(submitted_proposal(), complete="Het plan ontbreekt.")
    check = proposal.checks.get(requirement="complete")
    assert (check.is_met, check.note, check.codes) == (False, "Het plan ontbreekt.", ["judged"])
    assert proposal.checks.get(requirement="amount").is_met


def test_nobody_confirms_alone():
    turn_down = proposed_turn_down()
    with pytest.raises(SecondPersonNeeded):
        confirm_turn_down(turn_down, by=turn_down.proposed_by, at=AFTER)
    turn_down.proposal.refresh_from_db()
    assert turn_down.proposal.state == ProposalState.SUBMITTED


def test_a_proposal_sent_back_is_judged_anew_and_who_proposed_is_told():
    turn_down = proposed_turn_down()
    send_back_turn_down(turn_down, reason="Het plan staat in de bijlage.", by=UserFactory(coordinator=True), at=AFTER)
    assert turn_down.state == TurnDownState.REJECTED
    told = Message.objects.get(template="turn_down_sent_back")
    assert told.to == turn_down.proposed_by
    assert "Het plan staat in de bijlage." in told.body
    assert proposed_turn_down(turn_down.proposal).state == TurnDownState.PROPOSED


def test_sending_back_needs_a_reason():
    with pytest.raises(ReasonMissing):
        send_back_turn_down(proposed_turn_down(), reason=" ", by=UserFactory(), at=AFTER)


def test_other_coordinators_are_asked_and_who_proposed_is_not():
    other = UserFactory(coordinator=True)
    turn_down = proposed_turn_down()
    asked = Message.objects.filter(template="turn_down_question")
    assert [message.to for message in asked] == [other]
    assert turn_down.proposed_by != other


@pytest.mark.parametrize(
    ("unmet", "motivation"),
    [({}, "Zo."), ({"complete": " "}, "Zo."), ({"complete": "x"}, " ")],
    ids=["no requirement", "no reason", "no motivation"],
)
def test_proposing_needs_a_requirement_with_its_reason_and_a_motivation(unmet, motivation):
    with pytest.raises(ReasonMissing):
        propose_turn_down(submitted_proposal(), unmet=unmet, motivation=motivation, by=UserFactory(), at=AFTER)


def test_proposing_is_refused_before_closing():
    with pytest.raises(TooEarly):
        proposed_turn_down(at=WHILE_OPEN)


def test_proposing_twice_is_refused():
    proposal = proposed_turn_down().proposal
    with pytest.raises(TurnDownOpen):
        proposed_turn_down(proposal)


def test_proposing_is_refused_while_the_school_completes():
    with pytest.raises(CompletionOpen):
        proposed_turn_down(open_completion().proposal)


def test_a_withdrawn_proposal_is_not_turned_down_any_more():
    turn_down = proposed_turn_down()
    proposals.withdraw_proposal(turn_down.proposal, reason="", by=turn_down.proposal.started_by, at=AFTER)
    with pytest.raises(LostRace):
        turn_downs.confirm_turn_down(turn_down, by=UserFactory(coordinator=True), at=AFTER)
