import datetime
import threading

import pytest
from django.db import connection, transaction

from calls.domain import admissibility, calls, decisions, proposal_attachments, proposals, reviews, turn_downs
from calls.domain.core import save_core
from calls.domain.decisions import Verdict
from calls.domain.proposal_attachments import attach_file
from calls.enums import Outcome, ProposalState
from calls.models import Call, Decision, Proposal, ProposalVersion, Review
from innovet.files.domain.refusals import FileRefused
from innovet.kit.refused import Refused
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from projects.models import Consortium, Project
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    admissible_proposal,
    close,
    decided_proposal,
    reading,
    submitted_proposal,
    turned_down,
)
from tests.factories.files import PDF, upload
from tests.factories.organisations import OrganisationFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]
SELECTED = Verdict(Outcome.SELECTED, 800_000, "Sterk.")


def race(*acts):
    """Run each act in its own connection at the same moment; the outcomes in order, None when it went through."""
    start = threading.Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(position, act):
        try:
            with transaction.atomic():
                connection.ensure_connection()
                start.wait(timeout=10)
                act()
        except Refused as refusal:
            outcomes[position] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def two(row):
    """The same row as two people read it."""
    return [type(row).objects.get(pk=row.pk) for _copy in range(2)]


def deliberated_pair(**call_fields):
    call = CallFactory(**call_fields)
    pair = [admissible_proposal(call=call) for _copy in range(2)]
    for proposal in pair:
        reading(proposal)
    calls.close_review(pair[0].call, by=UserFactory(), at=AFTER)
    return list(call.proposals.order_by("pk"))


def decide_at_once(pair):
    people = [UserFactory(coordinator=True), UserFactory(coordinator=True)]
    return race(
        *(
            lambda proposal=proposal, by=by: decisions.decide(proposal, SELECTED, revision=0, by=by, at=AFTER)
            for proposal, by in zip(pair, people, strict=True)
        )
    )


@pytest.mark.parametrize("_time", range(3))
def test_a_click_twice_at_once_makes_one_draft(_time):
    call, school, person = CallFactory(), OrganisationFactory(), UserFactory()
    act = lambda: proposals.start_proposal(call, school, key="k", by=person, at=WHILE_OPEN)  # noqa: E731
    assert race(act, act) == [None, None]
    assert (Proposal.objects.count(), Consortium.objects.count()) == (1, 1)


@pytest.mark.parametrize("_time", range(3))
def test_handing_in_twice_at_once_makes_one_version_and_one_receipt(_time):
    proposal = ProposalFactory()
    first, second = two(proposal)
    outcomes = race(
        lambda: proposals.submit_proposal(first, by=proposal.started_by, at=WHILE_OPEN),
        lambda: proposals.submit_proposal(second, by=proposal.started_by, at=WHILE_OPEN),
    )
    assert outcomes.count(None) == 1
    assert ProposalVersion.objects.count() == 1
    assert Message.objects.filter(template="proposal_receipt").count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_a_save_at_the_moment_of_handing_in_is_in_the_version_or_refused(_time):
    proposal = ProposalFactory(title="Oud")
    first, second = two(proposal)
    outcomes = race(
        lambda: proposals.submit_proposal(first, by=proposal.started_by, at=WHILE_OPEN),
        lambda: save_core(second, {"title": "Nieuw"}, read={"title": 1}, by=second.started_by, at=WHILE_OPEN),
    )
    proposal.refresh_from_db()
    assert outcomes[0] is None
    assert proposal.title == ("Nieuw" if outcomes[1] is None else "Oud")
    assert f'"title":"{proposal.title}"' in proposal.versions.get().snapshot


def attach_at_once():
    """Two files of which one fits, by two people."""
    proposal = ProposalFactory(call=CallFactory(max_file_megabytes=1, max_total_megabytes=1))
    half = PDF + b" " * 600_000
    acts = [
        lambda one=one, title=title: attach_file(
            one, title=title, upload=upload(f"{title}.pdf", half), by=proposal.started_by, at=WHILE_OPEN
        )
        for one, title in zip(two(proposal), ("Een", "Twee"), strict=True)
    ]
    return proposal, race(*acts)


@pytest.mark.parametrize("_time", range(3))
def test_two_files_at_once_never_pass_the_total_of_the_call(_time):
    proposal, outcomes = attach_at_once()
    assert {type(outcome) for outcome in outcomes} == {FileRefused, type(None)}
    assert proposal.attachments.count() == 1


def test_without_the_lock_two_files_at_once_pass_the_total_of_the_call(monkeypatch):
    gate = threading.Barrier(2)
    monkeypatch.setattr(proposal_attachments, "_hold_draft", lambda _proposal: gate.wait(timeout=10))
    store = proposal_attachments.store_file

    def store_together(*args, **kwargs):
        stored = store(*args, **kwargs)
        gate.wait(timeout=10)
        return stored

    monkeypatch.setattr(proposal_attachments, "store_file", store_together)
    proposal, outcomes = attach_at_once()
    assert outcomes == [None, None]
    assert proposal.attachments.count() == 2


@pytest.mark.parametrize("_time", range(3))
def test_the_sweep_that_closes_the_call_does_not_cost_who_arrived_in_time(_time):
    proposal = ProposalFactory()
    sweep = Call.objects.get(pk=proposal.call_id)
    last = CLOSES_AT - datetime.timedelta(microseconds=1)
    outcomes = race(
        lambda: proposals.submit_proposal(proposal, by=proposal.started_by, at=last),
        lambda: calls.close_call(sweep, by=None, at=CLOSES_AT),
    )
    assert outcomes == [None, None]


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_judge_at_once_one_wins(_time):
    proposal = submitted_proposal()
    first, second = two(proposal)
    one, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    outcomes = race(
        lambda: admissibility.judge_admissible(first, overrules={}, by=one, at=AFTER),
        lambda: turn_downs.propose_turn_down(second, unmet={"complete": "x"}, motivation="x", by=other, at=AFTER),
    )
    proposal.refresh_from_db()
    won = ProposalState.ADMISSIBLE if outcomes[0] is None else ProposalState.SUBMITTED
    assert outcomes.count(None) == 1
    assert proposal.state == won
    assert proposal.turn_downs.count() == (0 if outcomes[0] is None else 1)


@pytest.mark.parametrize("_time", range(3))
def test_a_proposal_turned_away_is_withdrawn_or_gets_its_letter_but_not_both(_time):
    proposal = submitted_proposal()
    coordinator = UserFactory(coordinator=True)
    turned_down(proposal)
    outcomes = race(
        lambda: proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER),
        lambda: decisions.release_decision(Decision.objects.get(proposal=proposal), by=coordinator, at=AFTER),
    )
    assert outcomes.count(None) == 1


@pytest.mark.parametrize("_time", range(5))
def test_two_coordinators_never_spend_the_same_money(_time):
    outcomes = decide_at_once(deliberated_pair(budget_cents=1_500_000))
    assert outcomes.count(None) == 1
    assert decisions.total_of(Decision.objects.all()) == 800_000


def test_without_the_lock_two_coordinators_spend_the_same_money(monkeypatch):
    """The race is real: both add up before either writes."""
    pair = deliberated_pair(budget_cents=1_500_000)
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **_options: rows)
    both_added_up, write = threading.Barrier(2), decisions._write

    def write_late(*args, **kwargs):
        both_added_up.wait(timeout=10)
        return write(*args, **kwargs)

    monkeypatch.setattr(decisions, "_write", write_late)
    assert decide_at_once(pair) == [None, None]
    assert decisions.total_of(Decision.objects.all()) == 1_600_000


@pytest.mark.parametrize("_time", range(3))
def test_of_two_decisions_on_one_proposal_one_wins_with_one_letter(_time):
    proposal = deliberated_pair()[0]
    outcomes = decide_at_once(two(proposal))
    assert outcomes.count(None) == 1
    assert Message.objects.filter(template="decision_letter", state=MessageState.HELD).count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_of_two_releases_one_wins_with_one_letter_and_one_project(_time):
    decision = decided_proposal().decision
    first, second = two(decision)
    one, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    outcomes = race(
        lambda: decisions.release_decision(first, by=one, at=AFTER),
        lambda: decisions.release_decision(second, by=other, at=AFTER),
    )
    assert outcomes.count(None) == 1
    assert Project.objects.count() == 1
    assert Message.objects.filter(template="decision_letter", state=MessageState.QUEUED).count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_of_two_saves_of_one_review_one_wins(_time):
    proposal = admissible_proposal()
    call = close(proposal.call)
    proposal.refresh_from_db()
    review = reviews.assign_reader(proposal, UserFactory(steering=True), by=UserFactory(), at=AFTER)
    calls.open_review(call, by=UserFactory(), at=AFTER)
    key = call.criteria.first().pk
    first, second = two(Review.objects.get(pk=review.pk))
    outcomes = race(
        lambda: reviews.save_review(first, {key: reviews.Given(2)}, remark="", revision=1),
        lambda: reviews.save_review(second, {key: reviews.Given(4)}, remark="", revision=1),
    )
    assert outcomes.count(None) == 1
    assert review.scores.get().points == (2 if outcomes[0] is None else 4)
