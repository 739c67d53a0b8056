import datetime

import pytest

from innovet.accounts.enums import Role
from innovet.accounts.models import User
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
