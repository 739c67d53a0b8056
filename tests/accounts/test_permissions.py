import pytest
from django.contrib.auth.models import AnonymousUser

from innovet.accounts import permissions
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, RoleInvitation
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TRAITS = ("coordinator", "steering", "quality", "rtc", "administrator")
GIVES = {
    "coordinator": {Role.COORDINATOR, Role.STEERING, Role.QUALITY, Role.RTC},
    "administrator": {Role.COORDINATOR, Role.ADMINISTRATOR},
}
VERBS = {
    "grant": permissions.can_grant_role,
    "end": lambda user, role: permissions.can_end_role(user, RoleGrant(role=role)),
    "invite": permissions.can_invite_to_role,
    "change invitation": lambda user, role: permissions.can_change_invitation(user, RoleInvitation(role=role)),
}


@pytest.fixture
def actors():
    people = {trait: UserFactory(**{trait: True}) for trait in TRAITS}
    return {**people, "nobody special": UserFactory(), "visitor": AnonymousUser()}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what_with_each_role(actors, verb):
    allowed = {actor: {role for role in Role if VERBS[verb](user, role)} for actor, user in actors.items()}
    assert allowed == {actor: GIVES.get(actor, set()) for actor in actors}


def test_who_may_see_people(actors):
    assert {actor for actor, user in actors.items() if permissions.can_see_people(user)} == set(GIVES)


def test_a_refusal_says_why(actors):
    assert "mag" in str(permissions.can_grant_role(actors["steering"], Role.RTC).reason)


def test_who_may_remove_a_second_factor(actors):
    person = UserFactory()
    allowed = {actor for actor, user in actors.items() if permissions.can_forget_second_factor(user, person)}
    assert allowed == {"administrator"}
    administrator = actors["administrator"]
    assert not permissions.can_forget_second_factor(administrator, administrator)
