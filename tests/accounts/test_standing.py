import datetime

import pytest

from innovet.accounts.enums import Role
from innovet.accounts.models import User
from innovet.accounts.standing import load_standing
from innovet.kit import clock
from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.organisations import MembershipFactory


@pytest.mark.django_db
def test_standing_is_read_in_two_statements(django_assert_num_queries):
    user = UserFactory(coordinator=True)
    owned = MembershipFactory(user=user).organisation
    read = MembershipFactory(user=user, role=MembershipRole.READER).organisation
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(2):
        standing = user.standing
    assert standing.is_coordinator
    assert standing.ids("organisation") == {owned.pk, read.pk}
    assert standing.ids("organisation", MembershipRole.OWNER) == {owned.pk}


@pytest.mark.django_db
def test_a_role_ends_after_its_last_day():
    grant = RoleGrantFactory(role=Role.STEERING, until_on=datetime.date(2020, 1, 1))
    assert not grant.user.standing.is_steering


@pytest.mark.django_db
def test_each_person_has_claims_of_their_own():
    first, second = MembershipFactory(), MembershipFactory()
    assert first.user.standing.ids("organisation") == {first.organisation_id}
    assert second.user.standing.ids("organisation") == {second.organisation_id}


@pytest.mark.django_db
def test_claims_are_those_of_the_day_that_is_asked():
    membership = MembershipFactory(organisation__ended_on=datetime.date(2027, 3, 15))
    with clock.at(datetime.datetime(2027, 3, 15, 12, tzinfo=datetime.UTC)):
        assert load_standing(membership.user_id, []).ids("organisation") == {membership.organisation_id}
    with clock.at(datetime.datetime(2027, 3, 16, 12, tzinfo=datetime.UTC)):
        assert load_standing(membership.user_id, []).ids("organisation") == set()
