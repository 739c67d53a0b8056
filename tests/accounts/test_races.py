import datetime
import threading

import pytest
from django.db import connection, transaction

from innovet.accounts.domain import invitations, roles
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.kit.refused import Refused
from tests.factories.accounts import RoleGrantFactory, RoleInvitationFactory, UserFactory

AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


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


@pytest.mark.parametrize("_time", range(5))
@pytest.mark.parametrize("is_known", [True, False])
def test_of_two_who_accept_at_once_one_counts(_time, is_known):
    row = RoleInvitationFactory(sent_at=AT)
    if is_known:
        UserFactory(email=row.email)

    def accept():
        invitation = RoleInvitation.objects.get(pk=row.pk)
        invitations.accept_invitation(invitation, name="An", language="nl-be", at=AT)

    outcomes = race(accept, accept)
    assert outcomes.count(None) == 1
    assert User.objects.filter(email=row.email).count() == 1
    assert RoleGrant.objects.filter(user__email=row.email).count() == 1


def end_each_other(_time=0):
    first, second = RoleGrantFactory(role=Role.COORDINATOR), RoleGrantFactory(role=Role.COORDINATOR)

    def end(grant, by):
        return lambda: roles.end_role(RoleGrant.objects.get(pk=grant.pk), by=by, last_on=TODAY, on=TODAY)

    return race(end(first, second.user), end(second, first.user))


@pytest.mark.parametrize("_time", range(5))
def test_two_coordinators_who_end_each_other_leave_one(_time):
    assert end_each_other().count(None) == 1
    assert RoleGrant.objects.on(TODAY + datetime.timedelta(days=1)).count() == 1


def test_without_the_lock_two_coordinators_can_leave_none(monkeypatch):
    both_looked = threading.Barrier(2)
    require = roles._require_successor

    def look_then_wait(*args, **kwargs):
        require(*args, **kwargs)
        both_looked.wait(timeout=10)

    monkeypatch.setattr(roles, "_hold_grants", lambda role: None)
    monkeypatch.setattr(roles, "_require_successor", look_then_wait)
    assert end_each_other() == [None, None]


@pytest.mark.parametrize("_time", range(5))
def test_the_same_role_is_given_once(_time):
    person = UserFactory()

    def give():
        roles.grant_role(User.objects.get(pk=person.pk), Role.RTC, by=None, from_on=TODAY)

    def give_from_earlier():
        roles.grant_role(User.objects.get(pk=person.pk), Role.RTC, by=None, from_on=datetime.date(2026, 1, 1))

    assert race(give, give_from_earlier).count(None) == 1
