import datetime

import pytest
from django.db import connection

from calls.domain import extensions
from calls.domain.moments import closing_of
from calls.enums import CallState, ExtensionReason, ExtensionState
from calls.models import Call, Extension
from calls.waiting import waiting_for
from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ExtensionFactory
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    admissible_proposal,
    close,
)
from tests.factories.organisations import OrganisationFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db
LATER = CLOSES_AT + datetime.timedelta(days=9)
OUTAGE = {"closes_at": LATER, "reason_code": ExtensionReason.OUTAGE, "reason": "Storing."}


def extend(call, *, at=WHILE_OPEN, by=None, **changes):
    return extensions.extend_call(call, **{**OUTAGE, **changes}, by=by or UserFactory(), at=at)


def propose(call, school, *, at=WHILE_OPEN, by=None, **changes):
    return extensions.propose_extension(call, school, **{**OUTAGE, **changes}, by=by or UserFactory(), at=at)


def test_more_time_for_all_moves_the_call_and_mails_everybody_once():
    proposal = ProposalFactory()
    extension = extend(proposal.call)
    proposal.call.refresh_from_db()
    assert (proposal.call.closes_at, extension.closes_at_before) == (LATER, CLOSES_AT)
    mail = Message.objects.get(template="call_extension")
    assert mail.to == proposal.started_by
    assert "dinsdag 23 maart 2027, 23.59 uur" in mail.body
    assert [move.target for move in extension.moves.all()] == [ExtensionState.GRANTED]


def test_after_an_outage_a_closed_call_is_open_again():
    call = close(CallFactory())
    extend(call, at=AFTER)
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED
    assert call.is_open_at(AFTER)


def test_after_closing_all_get_more_time_for_an_outage_only():
    with pytest.raises(extensions.NoExtension):
        extend(close(CallFactory()), at=AFTER, reason_code=ExtensionReason.OTHER)


def test_a_call_with_a_judged_proposal_does_not_open_again():
    proposal = admissible_proposal()
    with pytest.raises(extensions.NoExtension):
        extend(close(proposal.call), at=AFTER)


@pytest.mark.parametrize("closes_at", [CLOSES_AT, CLOSES_AT - datetime.timedelta(days=1)])
def test_an_extension_never_takes_time_away(closes_at):
    with pytest.raises(extensions.NoExtension):
        extend(CallFactory(), closes_at=closes_at)


def test_an_extension_ends_ahead():
    with pytest.raises(extensions.NoExtension):
        extend(close(CallFactory()), at=LATER)


@pytest.mark.parametrize("state", [CallState.DRAFT, CallState.REVIEW, CallState.DECIDED])
def test_the_closing_moment_moves_between_publication_and_review_only(state):
    with pytest.raises(extensions.NoExtension):
        extend(CallFactory(state=state))


def test_who_read_an_earlier_closing_moment_is_told():
    call = CallFactory()
    stale = Call.objects.get(pk=call.pk)
    extend(call)
    with pytest.raises(LostRace):
        extend(stale, closes_at=LATER + datetime.timedelta(days=1))
    assert Extension.objects.count() == 1


def test_one_school_gets_more_time_when_a_second_coordinator_agrees():
    proposal, first = ProposalFactory(), UserFactory()
    other = ProposalFactory(call=proposal.call)
    extension = propose(proposal.call, proposal.lead_school, by=first)
    assert closing_of(proposal) == CLOSES_AT
    with pytest.raises(extensions.SecondPersonNeeded):
        extensions.grant_extension(extension, by=first, at=WHILE_OPEN)
    extensions.grant_extension(extension, by=UserFactory(), at=WHILE_OPEN)
    assert (closing_of(proposal), closing_of(other)) == (LATER, CLOSES_AT)
    assert [mail.to for mail in Message.objects.filter(template="call_extension")] == [proposal.started_by]


def test_a_school_waits_for_one_answer_at_a_time():
    call, school = CallFactory(), OrganisationFactory()
    propose(call, school)
    with pytest.raises(extensions.NoExtension):
        propose(call, school)


def test_a_refused_extension_gives_no_time_and_is_answered_once():
    extension = ExtensionFactory(state=ExtensionState.PROPOSED)
    extensions.refuse_extension(extension, reason="Geen bewijs.", by=UserFactory(), at=WHILE_OPEN)
    assert extension.moves.get().reason == "Geen bewijs."
    with pytest.raises(MoveNotAllowed):
        extensions.grant_extension(extension, by=UserFactory(), at=WHILE_OPEN)


def test_an_extension_is_not_granted_once_its_moment_passed():
    extension = ExtensionFactory(state=ExtensionState.PROPOSED, closes_at=LATER)
    with pytest.raises(extensions.NoExtension):
        extensions.grant_extension(extension, by=UserFactory(), at=LATER)


def race(*acts):
    def run(barrier):
        act = waiting.pop()
        barrier.wait()
        try:
            act()
        except Refused as refusal:
            return refusal
        return None

    waiting = list(acts)
    return at_once(run, workers=len(acts))


two_writers = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"
)


@two_writers
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_two_extensions_for_all_at_once_become_one(_time):
    call, person = CallFactory(), UserFactory()
    copies = [Call.objects.get(pk=call.pk) for _copy in range(2)]
    outcomes = race(*(lambda copy=copy: extend(copy, by=person) for copy in copies))
    assert outcomes.count(None) == 1
    assert call.extensions.count() == 1


@two_writers
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_a_proposed_extension_is_granted_or_refused_never_both(_time):
    extension, people = ExtensionFactory(state=ExtensionState.PROPOSED), [UserFactory(), UserFactory()]
    copies = [Extension.objects.get(pk=extension.pk) for _copy in range(2)]
    outcomes = race(
        lambda: extensions.grant_extension(copies[0], by=people[0], at=WHILE_OPEN),
        lambda: extensions.refuse_extension(copies[1], reason="", by=people[1], at=WHILE_OPEN),
    )
    assert outcomes.count(None) == 1
    assert extension.moves.count() == 1


def test_a_proposed_extension_waits_for_the_other_coordinators_until_it_is_answered():
    proposer, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    extension = ExtensionFactory(state=ExtensionState.PROPOSED, proposed_by=proposer)
    assert waiting_for(proposer, at=WHILE_OPEN) == []
    (line,) = waiting_for(other, at=WHILE_OPEN)
    assert line.url == f"/oproepen/{extension.call_id}/verlengingen/"
    assert str(extension.school) in line.title
    Extension.objects.update(state=ExtensionState.GRANTED)
    assert waiting_for(other, at=WHILE_OPEN) == []
