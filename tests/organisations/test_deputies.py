import datetime

import pytest
from django.test import Client
from django.urls import reverse

from innovet.accounts.domain.people import close_account
from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit import clock
from innovet.kit.refused import LostRace
from innovet.notifications.models import Message
from innovet.organisations.domain import deputies, members
from innovet.organisations.domain.deputies import CannotStandIn, DaysDoNotFit
from innovet.organisations.enums import LogKind, MembershipRole
from innovet.organisations.models import Deputy
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def owner():
    return MembershipFactory()


@pytest.fixture
def member(owner):
    return MembershipFactory(organisation=owner.organisation, role=MembershipRole.READER)


def name(member, owner, from_on=TODAY, until_on=TODAY + DAY):
    return deputies.name_deputy(member, from_on=from_on, until_on=until_on, by=owner.user, at=NOW)


def stands_in(user, day):
    with clock.at(NOW + (day - TODAY)):
        return bool(standing_of(User.objects.get(pk=user.pk)).ids("deputy"))


def test_a_deputy_stands_in_on_its_days_and_is_told(owner, member):
    name(member, owner)
    assert [stands_in(member.user, TODAY + days * DAY) for days in range(3)] == [True, True, False]
    assert Message.objects.get().address == member.user.email
    assert owner.organisation.log.get().kind == LogKind.DEPUTY_NAMED


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, TODAY - DAY), (TODAY - 3 * DAY, TODAY - DAY)], ids=["reversed", "past"]
)
def test_days_in_the_wrong_order_or_in_the_past_are_refused(owner, member, first, last):
    with pytest.raises(DaysDoNotFit):
        name(member, owner, first, last)


def test_an_owner_and_who_left_cannot_stand_in(owner, member):
    members.remove_member(member, by=owner.user, at=NOW)
    for other in (member, owner):
        with pytest.raises(CannotStandIn):
            name(other, owner)


def test_nobody_stands_in_twice_on_one_day(owner, member):
    name(member, owner)
    with pytest.raises(CannotStandIn):
        name(member, owner, TODAY + DAY, TODAY + 9 * DAY)
    name(member, owner, TODAY + 2 * DAY, TODAY + 9 * DAY)


def test_a_deputy_ends_once_and_is_told(owner, member):
    deputy = name(member, owner)
    again = Deputy.objects.get(pk=deputy.pk)
    deputies.end_deputy(deputy, by=owner.user, at=NOW)
    with pytest.raises(LostRace):
        deputies.end_deputy(again, by=owner.user, at=NOW)
    assert not stands_in(member.user, TODAY)
    assert Message.objects.filter(template="organisations/deputy_ended").count() == 1


@pytest.mark.parametrize("act", ["removed", "closed"])
def test_who_no_longer_belongs_to_it_no_longer_stands_in(owner, member, act):
    name(member, owner)
    if act == "removed":
        members.remove_member(member, by=owner.user, at=NOW)
    else:
        close_account(member.user, by=owner.user, at=NOW)
    assert not Deputy.objects.exists()
    assert owner.organisation.log.filter(kind=LogKind.DEPUTY_ENDED).count() == 1


def test_a_refused_name_shows_what_was_typed(owner, member):
    client = Client()
    client.force_login(owner.user)
    data = {"member": member.pk, "from_on": "2026-11-25", "until_on": "2026-11-24"}
    with clock.at(NOW):
        answer = client.post(reverse("deputy_name", args=[owner.organisation_id]), data)
        done = client.post(reverse("deputy_name", args=[owner.organisation_id]), {**data, "until_on": "2026-11-26"})
        page = client.get(reverse("organisation_members", args=[owner.organisation_id])).content.decode()
    assert (answer.status_code, done.status_code) == (409, 302)
    assert 'value="2026-11-24"' in answer.content.decode()
    assert page.count(str(member.user)) > 1
