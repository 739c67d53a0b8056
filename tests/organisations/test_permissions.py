import pytest
from django.contrib.auth.models import AnonymousUser

from innovet.organisations import permissions
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
ACTORS = ("visitor", "stranger", "reader", "editor", "owner", "other_owner", "coordinator", "steering", "administrator")
VERBS = {
    "can_create": set(ACTORS) - {"visitor"},
    "can_edit": {"editor", "owner", "coordinator"},
    "can_see_members": {"reader", "editor", "owner", "coordinator"},
    "can_manage_members": {"owner", "coordinator"},
    "can_switch_joining": {"owner", "coordinator"},
    "can_join": {"visitor", "stranger", "other_owner", "coordinator", "steering", "administrator"},
    "can_answer_request": {"owner", "coordinator"},
    "can_withdraw_request": {"stranger"},
    "can_remove_member": {"reader", "owner", "coordinator"},
    "can_change_invitation": {"owner", "coordinator"},
    "can_oversee": {"coordinator"},
}


@pytest.fixture
def school():
    return OrganisationFactory()


@pytest.fixture
def people(school):
    roles = {role: MembershipFactory(organisation=school, role=role) for role in ("reader", "editor", "owner")}
    return {
        "visitor": AnonymousUser(),
        "stranger": UserFactory(),
        **{role: member.user for role, member in roles.items()},
        "other_owner": MembershipFactory().user,
        **{role: UserFactory(**{role: True}) for role in ("coordinator", "steering", "administrator")},
    }


@pytest.mark.parametrize("verb", VERBS)
def test_each_role_may_do_what_the_table_says(verb, school, people):
    thing = {
        "can_create": lambda: (),
        "can_oversee": lambda: (),
        "can_answer_request": lambda: (JoinRequestFactory(organisation=school),),
        "can_withdraw_request": lambda: (JoinRequestFactory(organisation=school, user=people["stranger"]),),
        "can_remove_member": lambda: (school.memberships.get(role="reader"),),
        "can_change_invitation": lambda: (InvitationFactory(organisation=school),),
    }.get(verb, lambda: (school,))()
    verdicts = {actor: getattr(permissions, verb)(person, *thing) for actor, person in people.items()}

    assert {actor for actor, verdict in verdicts.items() if verdict} == VERBS[verb]
    assert all(str(verdict.reason) for verdict in verdicts.values() if not verdict)


def test_every_permission_has_a_row():
    assert {name for name in vars(permissions) if name.startswith("can_")} == set(VERBS)


def test_an_ended_organisation_is_edited_by_coordinators_once_it_has_a_successor(school, people):
    school.successor, school.ended_on = OrganisationFactory(), "2020-08-31"
    school.save()

    assert permissions.can_edit(people["coordinator"], school)
    assert not permissions.can_edit(people["owner"], school)
    assert not permissions.can_join(people["stranger"], school)
