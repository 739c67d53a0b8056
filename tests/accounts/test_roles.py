import datetime

import pytest
from django.db import IntegrityError, transaction

from innovet.accounts.domain import people, roles
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant
from innovet.kit.refused import LostRace, Refused
from tests.factories.accounts import RoleGrantFactory, UserFactory

TODAY = datetime.date(2026, 11, 20)
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def give(person, role=Role.STEERING, **values):
    return roles.grant_role(person, role, by=None, **{"from_on": TODAY, **values})


def test_grant_role_notes_days_regions_and_giver():
    giver = UserFactory()
    grant = roles.grant_role(
        UserFactory(), Role.RTC, by=giver, from_on=TODAY, until_on=TOMORROW, regions=["limburg", "antwerpen"]
    )
    assert (grant.granted_by, grant.until_on, grant.regions) == (giver, TOMORROW, ["antwerpen", "limburg"])
    assert grant.region_names == ["Antwerpen", "Limburg"]


def test_grant_role_refuses_days_in_which_the_role_is_held():
    person = UserFactory()
    give(person, from_on=TOMORROW)
    with pytest.raises(roles.RoleOverlaps):
        give(person)
    with pytest.raises(roles.RoleOverlaps):
        give(person, until_on=TOMORROW)
    give(person, until_on=TODAY)
    give(person, Role.QUALITY)


def test_grant_role_refuses_days_in_the_wrong_order():
    with pytest.raises(Refused, match="laatste dag"):
        give(UserFactory(), until_on=YESTERDAY)


def test_grant_role_refuses_a_closed_account():
    person = UserFactory()
    people.close_account(person, by=person, at=datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC))
    with pytest.raises(Refused, match="gesloten"):
        give(person)


def test_end_role_sets_the_last_day_and_who_did_it():
    grant, by = RoleGrantFactory(role=Role.STEERING), UserFactory()
    roles.end_role(grant, by=by, last_on=TODAY, on=TODAY)
    grant.refresh_from_db()
    assert (grant.until_on, grant.ended_by) == (TODAY, by)


def test_a_role_that_has_not_begun_is_taken_back_whole():
    grant = RoleGrantFactory(role=Role.STEERING, from_on=TOMORROW)
    roles.end_role(grant, by=UserFactory(), last_on=TODAY, on=TODAY)
    assert not RoleGrant.objects.exists()


def test_end_role_refuses_the_past():
    with pytest.raises(Refused, match="verleden"):
        roles.end_role(
            RoleGrantFactory(role=Role.STEERING),
            by=UserFactory(),
            last_on=YESTERDAY - datetime.timedelta(days=1),
            on=TODAY,
        )


def test_end_role_refuses_what_has_ended():
    with pytest.raises(Refused, match="al geëindigd"):
        roles.end_role(
            RoleGrantFactory(role=Role.STEERING, until_on=YESTERDAY), by=UserFactory(), last_on=TODAY, on=TODAY
        )


def test_end_role_tells_who_came_second():
    grant = RoleGrantFactory(role=Role.STEERING)
    RoleGrant.objects.update(until_on=TOMORROW)
    with pytest.raises(LostRace):
        roles.end_role(grant, by=UserFactory(), last_on=TODAY, on=TODAY)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_last_of_a_kept_role_stays(role):
    grant = RoleGrantFactory(role=role)
    RoleGrantFactory(role=role, until_on=TODAY)
    RoleGrantFactory(role=role, user__is_active=False)
    with pytest.raises(roles.LastOfItsKind):
        roles.end_role(grant, by=UserFactory(), last_on=TODAY, on=TODAY)
    RoleGrantFactory(role=role)
    roles.end_role(grant, by=UserFactory(), last_on=TODAY, on=TODAY)


def test_a_role_cannot_start_twice_on_a_day():
    grant = RoleGrantFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrantFactory(user=grant.user, role=grant.role, from_on=grant.from_on)


def test_a_role_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrantFactory(from_on=TODAY, until_on=YESTERDAY)
