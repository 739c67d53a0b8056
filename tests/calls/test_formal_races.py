import itertools
import threading

import pytest
from django.db import connection

from calls.domain import admissibility, completions, proposals, turn_downs
from calls.domain.completions import Completed
from calls.enums import ProposalState
from calls.models import Decision, Proposal
from tests.calls.test_races import race, two
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, open_completion, proposed_turn_down, submitted_proposal

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]

ACTS_OF_TWO = {
    "pass": lambda row, by: admissibility.judge_admissible(row, overrules={}, by=by, at=AFTER),
    "turn down": lambda row, by: turn_downs.propose_turn_down(
        row, unmet={"complete": "x"}, motivation="x", by=by, at=AFTER
    ),
    "complete": lambda row, by: completions.ask_completion(row, parts=["letters"], explanation="x", by=by, at=AFTER),
}


def act_at_once(proposal, acts):
    people = [UserFactory(coordinator=True), UserFactory(coordinator=True)]
    rows = zip(two(proposal), people, acts, strict=True)
    return race(*(lambda row=row, by=by, act=act: ACTS_OF_TWO[act](row, by) for row, by, act in rows))


@pytest.mark.parametrize("acts", list(itertools.combinations_with_replacement(ACTS_OF_TWO, 2)), ids=" and ".join)
def test_of_two_coordinators_at_one_proposal_one_wins_whatever_they_do(acts):
    outcomes = act_at_once(submitted_proposal(call__completion_parts=["letters"]), acts)
    assert outcomes.count(None) == 1


def test_without_the_claim_two_coordinators_turn_down_and_ask_to_complete(monkeypatch):
    """The race is real: both look before either writes."""
    proposal = submitted_proposal(call__completion_parts=["letters"])
    both_looked = threading.Barrier(2)

    def look_without_claim(row, *, at):
        assert Proposal.objects.get(pk=row.pk).state == ProposalState.SUBMITTED
        both_looked.wait(timeout=10)

    monkeypatch.setattr(turn_downs, "hold_unjudged", look_without_claim)
    monkeypatch.setattr(completions, "hold_unjudged", look_without_claim)
    assert act_at_once(proposal, ("turn down", "complete")) == [None, None]


@pytest.mark.parametrize("_time", range(3))
def test_of_a_confirmation_and_a_sending_back_one_wins(_time):
    first, second = two(proposed_turn_down())
    one, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    outcomes = race(
        lambda: turn_downs.confirm_turn_down(first, by=one, at=AFTER),
        lambda: turn_downs.send_back_turn_down(second, reason="Kijk nog eens.", by=other, at=AFTER),
    )
    assert outcomes.count(None) == 1
    assert Decision.objects.count() == (1 if outcomes[0] is None else 0)


@pytest.mark.parametrize("_time", range(3))
def test_a_completion_is_answered_or_the_proposal_withdrawn_but_no_version_comes_after_it(_time):
    completion = open_completion()
    proposal = Proposal.objects.get(pk=completion.proposal_id)
    outcomes = race(
        lambda: completions.answer_completion(completion, Completed(), by=proposal.started_by, at=AFTER),
        lambda: proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER),
    )
    proposal.refresh_from_db()
    assert outcomes[1] is None
    assert proposal.state == ProposalState.WITHDRAWN
    assert proposal.versions.count() == (2 if outcomes[0] is None else 1)
