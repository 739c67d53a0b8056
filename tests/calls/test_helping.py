import pytest

from calls.domain import helping
from calls.domain.conflicts import note_conflict
from calls.domain.core import NotADraft
from calls.domain.proposals import submit_proposal
from calls.enums import ConflictOrigin
from calls.models.proposals import help_asked_of
from calls.waiting import waiting_for
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, ProposalFactory, submitted_proposal
from tests.factories.teams import HelpRequestFactory

pytestmark = pytest.mark.django_db


def ask(proposal):
    return helping.ask_help(proposal, " Klopt dit? ", by=proposal.started_by, at=WHILE_OPEN)


def asked_of(user):
    return list(help_asked_of(User.objects.get(pk=user.pk), WHILE_OPEN))


def test_asking_help_tells_coordinators_without_a_conflict():
    proposal = ProposalFactory()
    free, tied = UserFactory(coordinator=True), UserFactory(coordinator=True)
    note_conflict(proposal, tied, reason="Familie.", origin=ConflictOrigin.DECLARED, by=tied, at=WHILE_OPEN)
    request = ask(proposal)
    assert request.question == "Klopt dit?"
    assert list(Message.objects.filter(template="help_asked").values_list("to", flat=True)) == [free.pk]
    assert (asked_of(free), asked_of(tied), asked_of(UserFactory(steering=True))) == ([request], [], [])


def test_help_is_asked_once_and_for_a_draft_only():
    proposal = ProposalFactory()
    ask(proposal)
    with pytest.raises(Refused):
        ask(proposal)
    with pytest.raises(NotADraft):
        ask(submitted_proposal())


def test_each_look_is_noted_until_the_team_ends_it():
    request, coordinator = ask(ProposalFactory()), UserFactory(coordinator=True)
    for _look in range(2):
        helping.look_along(request, by=coordinator, at=WHILE_OPEN)
    helping.end_help(request, at=WHILE_OPEN)
    assert [visit.by for visit in request.visits.all()] == [coordinator, coordinator]
    with pytest.raises(helping.HelpEnded):
        helping.look_along(request, by=coordinator, at=WHILE_OPEN)
    with pytest.raises(LostRace):
        helping.end_help(request, at=WHILE_OPEN)
    assert asked_of(coordinator) == []


def test_handing_in_closes_the_draft_to_coordinators():
    proposal, coordinator = ProposalFactory(), UserFactory(coordinator=True)
    request = HelpRequestFactory(proposal=proposal)
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    assert asked_of(coordinator) == []
    with pytest.raises(helping.HelpEnded):
        helping.look_along(request, by=coordinator, at=WHILE_OPEN)


def test_a_question_waits_for_coordinators():
    HelpRequestFactory()
    coordinator = UserFactory(coordinator=True)
    assert [(line.count, line.url) for line in waiting_for(coordinator, at=WHILE_OPEN)] == [(1, "/hulpvragen/")]
