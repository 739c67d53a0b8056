import threading

import pytest
from django.db import connection

from calls.domain import helping, team_invitations, teams
from calls.enums import TeamRole
from calls.models import HelpRequest, ProposalRole
from innovet.notifications.models import Message
from tests.calls.test_races import race, two
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, ProposalFactory, ProposalRoleFactory
from tests.factories.teams import HelpRequestFactory, TeamInvitationFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]
TODAY = WHILE_OPEN.date()


def holders(proposal):
    return list(proposal.roles.filter(role=TeamRole.HOLDER).on(TODAY).values_list("user", flat=True))


def holder_role(proposal):
    return proposal.roles.get(role=TeamRole.HOLDER)


def hand_over_twice(proposal):
    mine, theirs = two(holder_role(proposal))
    heirs = [UserFactory(), UserFactory()]
    return race(
        *(
            lambda role=role, heir=heir: teams.hand_over(role, heir, from_on=TODAY, by=role.user, at=WHILE_OPEN)
            for role, heir in zip((mine, theirs), heirs, strict=True)
        )
    )


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_hand_one_role_over_one_wins(_time):
    proposal = ProposalFactory()
    outcomes = hand_over_twice(proposal)
    assert outcomes.count(None) == 1
    assert len(holders(proposal)) == 1
    assert Message.objects.filter(template="team_role_given").count() == 1


def test_a_role_that_is_not_compared_is_handed_over_twice(monkeypatch):
    """The race is real: what each read is no longer what stands, and only comparing tells."""
    monkeypatch.setattr(
        teams,
        "_end",
        lambda role, *, until_on=None, by, at: ProposalRole.objects.filter(pk=role.pk).update(ended_at=at, ended_by=by),
    )
    proposal = ProposalFactory()
    assert hand_over_twice(proposal) == [None, None]
    assert len(holders(proposal)) == 2


@pytest.mark.parametrize("_time", range(3))
def test_taking_over_against_handing_over_leaves_one_holder(_time):
    proposal, head, heir = ProposalFactory(), UserFactory(), UserFactory()
    mine, theirs = two(holder_role(proposal))
    outcomes = race(
        lambda: teams.hand_over(mine, heir, from_on=TODAY, by=mine.user, at=WHILE_OPEN),
        lambda: teams.take_over(theirs, by=head, at=WHILE_OPEN),
    )
    assert outcomes.count(None) == 1
    assert holders(proposal) == [heir.pk if outcomes[0] is None else head.pk]


def leave_at_once(proposal):
    ProposalRoleFactory(proposal=proposal)
    roles = list(proposal.roles.select_related("user"))
    return race(*(lambda role=role: teams.end_role(role, by=role.user, at=WHILE_OPEN) for role in roles))


@pytest.mark.parametrize("_time", range(3))
def test_of_two_holders_who_leave_at_once_one_stays(_time):
    proposal = ProposalFactory()
    outcomes = leave_at_once(proposal)
    assert [type(outcome) for outcome in outcomes if outcome] == [teams.LastHolder]
    assert len(holders(proposal)) == 1


def test_without_the_lock_both_holders_leave(monkeypatch):
    """The race is real: each sees the other stay before either goes."""
    proposal = ProposalFactory()
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **_options: rows)
    both_looked, keep = threading.Barrier(2), teams._keep_a_holder

    def look_and_wait(*args):
        keep(*args)
        both_looked.wait(timeout=10)

    monkeypatch.setattr(teams, "_keep_a_holder", look_and_wait)
    assert leave_at_once(proposal) == [None, None]
    assert holders(proposal) == []


def accept_twice(*, email):
    invitation = TeamInvitationFactory(email=email)
    copies = two(invitation)
    outcomes = race(
        *(
            lambda one=one: team_invitations.accept_invitation(one, name="Jo", language="nl-be", at=WHILE_OPEN)
            for one in copies
        )
    )
    return invitation, outcomes


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_accept_one_invitation_one_wins(_time, is_known):
    email = UserFactory().email if is_known else "jo@example.be"
    invitation, outcomes = accept_twice(email=email)
    assert outcomes.count(None) == 1
    assert invitation.proposal.roles.filter(user__email=email).count() == 1
    assert invitation.moves.count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_a_look_comes_before_the_end_of_the_help_or_is_refused(_time):
    request, coordinator = HelpRequestFactory(), UserFactory(coordinator=True)
    mine, theirs = two(request)
    outcomes = race(
        lambda: helping.end_help(mine, at=WHILE_OPEN),
        lambda: helping.look_along(theirs, by=coordinator, at=WHILE_OPEN),
    )
    assert outcomes[0] is None
    assert request.visits.count() == (1 if outcomes[1] is None else 0)


@pytest.mark.parametrize("_time", range(3))
def test_two_who_ask_help_at_once_open_the_draft_once(_time):
    proposal = ProposalFactory()
    ask = lambda: helping.ask_help(proposal, "Klopt dit?", by=proposal.started_by, at=WHILE_OPEN)  # noqa: E731
    assert race(ask, ask).count(None) == 1
    assert HelpRequest.objects.count() == 1
