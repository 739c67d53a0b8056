import datetime

import pytest

from innovet.accounts.enums import Role
from innovet.accounts.find import find
from innovet.accounts.waiting import waiting_for
from tests.factories.accounts import RoleGrantFactory, RoleInvitationFactory, UserFactory

AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


def days(number):
    return TODAY + datetime.timedelta(days=number)


def test_a_coordinator_finds_people_by_name_and_address():
    UserFactory(name="An Peeters", email="an@school.be")
    (hit,) = find(UserFactory(coordinator=True), "peeters school")
    assert (hit.title, hit.snippet) == ("An Peeters", "an@school.be")


@pytest.mark.parametrize("trait", ["steering", "quality", "rtc"])
def test_others_find_nobody(trait):
    UserFactory(name="An Peeters")
    assert find(UserFactory(**{trait: True}), "peeters") == []


def test_roles_that_end_within_a_month_wait_for_a_coordinator():
    coordinator = UserFactory(coordinator=True)
    RoleGrantFactory(role=Role.RTC, until_on=days(30), user__name="An")
    RoleGrantFactory(role=Role.RTC, until_on=days(31))
    RoleGrantFactory(role=Role.RTC, until_on=days(-1))
    RoleGrantFactory(role=Role.ADMINISTRATOR, until_on=days(2))
    (item,) = waiting_for(coordinator, at=AT)
    assert (item.title, item.due_on) == ("De rol van An eindigt: regionaal technologisch centrum", days(30))


def test_invitations_that_ran_out_wait_for_a_coordinator():
    coordinator = UserFactory(coordinator=True)
    RoleInvitationFactory.create_batch(2, sent_at=AT - datetime.timedelta(days=31))
    RoleInvitationFactory(sent_at=AT)
    (item,) = waiting_for(coordinator, at=AT)
    assert (item.count, str(item.title)) == (2, "2 uitnodigingen bleven zonder antwoord en zijn verlopen")


def test_nothing_waits_for_others():
    RoleInvitationFactory(sent_at=AT - datetime.timedelta(days=31))
    assert waiting_for(UserFactory(steering=True), at=AT) == []
