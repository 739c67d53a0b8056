import datetime

import pytest
from django.db import connection

from calls.domain import addenda, calls
from calls.domain.addenda import Changes
from calls.models import Addendum, BudgetRule, Call
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ApplicantQuestionFactory
from tests.factories.calls import (
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    EnvelopeFactory,
    ProposalFactory,
    submitted_proposal,
)
from tests.racing import at_once

pytestmark = pytest.mark.django_db
MOVED = datetime.datetime(2027, 3, 26, 23, tzinfo=datetime.UTC)


def publish(call, changes, *, after=0, at=WHILE_OPEN, reason="Fout in de tekst.", **options):
    return addenda.publish_addendum(call, changes, reason=reason, after=after, by=UserFactory(), at=at, **options)


def test_a_change_of_words_is_told_in_words_and_gives_no_more_time():
    call = CallFactory(limit=None)
    addendum = publish(call, Changes(rules={"limit": 2, "helpdesk_hours": "Van 9 tot 17 uur."}))
    assert {row["name"]: (row["before"], row["after"]) for row in addendum.differences} == {
        "helpdesk_hours": ("niet bepaald", "Van 9 tot 17 uur."),
        "limit": ("geen grens", "2"),
    }
    assert (call.closes_at, call.limit, addendum.number) == (CLOSES_AT, 2, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda call: Changes(rules={"total_minimum": 2}),
        lambda call: Changes(rules={"max_grant_cents": 2_000_000}),
        lambda call: Changes(criteria={call.criteria.first().pk: {"weight": 5}}),
        lambda call: Changes(criteria={call.criteria.first().pk: {"minimum": 2}}),
        lambda call: Changes(envelopes=({"limburg": 5_000_000}, {})),
        lambda call: Changes(costs=[BudgetRule(category="equipment", max_percent=20)]),
    ],
)
def test_a_criterion_weight_threshold_or_amount_moves_the_closing_ten_working_days(change):
    call = CallFactory()
    addendum = publish(call, change(call))
    call.refresh_from_db()
    assert call.closes_at == addendum.closes_at_after == MOVED
    assert len(addendum.differences) == 1


def test_an_envelope_that_goes_is_a_difference():
    call = EnvelopeFactory().call
    [row] = publish(call, Changes(envelopes=({}, {}))).differences
    assert (row["before"], row["after"]) == ("50.000 euro", "geen regel")


def test_everybody_with_a_draft_or_a_proposal_gets_one_mail():
    call = CallFactory()
    draft, handed_in = ProposalFactory(call=call), submitted_proposal(call=call)
    withdrawn = ProposalFactory(call=call, state="withdrawn")
    ProposalFactory()
    publish(call, Changes(rules={"max_grant_cents": 2_000_000}))
    mails = Message.objects.filter(template="call_addendum")
    assert {mail.to_id for mail in mails} == {draft.started_by_id, handed_in.started_by_id}
    assert withdrawn.started_by_id not in {mail.to_id for mail in mails}
    assert "20.000 euro" in mails[0].body
    assert "vrijdag 26 maart 2027" in mails[0].body


@pytest.mark.parametrize("at", [CLOSES_AT, CLOSES_AT + datetime.timedelta(days=1)])
def test_after_closing_nothing_changes(at):
    with pytest.raises(addenda.RulesFixed):
        publish(CallFactory(), Changes(rules={"limit": 2}), at=at)


def test_a_call_in_preparation_needs_no_addendum():
    with pytest.raises(addenda.RulesFixed):
        publish(CallFactory(draft=True), Changes(rules={"limit": 2}))


def test_an_addendum_says_something_and_why():
    call = CallFactory(limit=2)
    with pytest.raises(addenda.NothingChanged):
        publish(call, Changes(rules={"limit": 2}))
    with pytest.raises(addenda.NothingChanged):
        publish(call, Changes(rules={"limit": 3}), reason=" ")
    call.refresh_from_db()
    assert call.limit == 2


def test_a_contradiction_is_refused_and_changes_nothing():
    call = CallFactory()
    with pytest.raises(calls.RulesContradict):
        publish(call, Changes(rules={"min_grant_cents": 9_000_000}))
    assert not Addendum.objects.exists()


def test_of_two_coordinators_the_second_is_told():
    call = CallFactory()
    publish(call, Changes(rules={"limit": 2}))
    with pytest.raises(LostRace):
        publish(call, Changes(rules={"limit": 3}))
    assert publish(call, Changes(rules={"limit": 3}), after=1).number == 2


def test_a_preview_keeps_nothing():
    call = CallFactory()
    preview = addenda.preview_addendum(
        call, Changes(rules={"limit": 2}, criteria={call.criteria.first().pk: {"weight": 9}}), at=WHILE_OPEN
    )
    assert (len(preview.differences), preview.closes_at) == (2, MOVED)
    call.refresh_from_db()
    assert (call.limit, call.closes_at, call.criteria.first().weight) == (None, CLOSES_AT, 3)


def test_a_material_answer_names_its_addendum():
    question = ApplicantQuestionFactory()
    addendum = publish(question.call, Changes(rules={"limit": 2}), question=question)
    question.refresh_from_db()
    assert question.addendum == addendum


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)")
@pytest.mark.parametrize("_time", range(3))
def test_two_addenda_at_once_become_one(_time):
    call, people = CallFactory(), [UserFactory(), UserFactory()]

    def publish_one(barrier):
        barrier.wait()
        try:
            addenda.publish_addendum(
                Call.objects.get(pk=call.pk),
                Changes(rules={"max_grant_cents": 1_000_000}),
                reason="x",
                after=0,
                by=people[0],
                at=WHILE_OPEN,
            )
        except Refused as refusal:
            return refusal
        return None

    outcomes = at_once(publish_one, workers=2)
    assert outcomes.count(None) == 1
    call.refresh_from_db()
    assert (call.addenda.count(), call.closes_at) == (1, MOVED)
