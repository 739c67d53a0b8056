from innovet.kit import clock
from innovet.kit.tokens import hash_token
from innovet.organisations.enums import MembershipRole
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InvitationFactory, JoinRequestFactory, MembershipFactory, OrganisationFactory


def build(world):
    world.school = OrganisationFactory(name="Technisch Atheneum")
    world.other_organisation = OrganisationFactory(name="Andere School")
    world.company = OrganisationFactory(company=True)
    belongs = {
        "school_owner": (world.school, MembershipRole.OWNER),
        "school_reader": (world.school, MembershipRole.READER),
        "other_school": (world.other_organisation, MembershipRole.OWNER),
        "partner": (world.company, MembershipRole.OWNER),
    }
    for actor, (organisation, role) in belongs.items():
        world.users[actor] = UserFactory(email=f"{actor}@example.be")
        MembershipFactory(user=world.users[actor], organisation=organisation, role=role)
    world.membership = world.school.memberships.get(user=world.users["school_reader"])
    world.deputy = world.school.deputies.create(
        user=MembershipFactory(organisation=world.school, role=MembershipRole.EDITOR).user,
        from_on=clock.today(),
        until_on=clock.today(),
        named_by=world.users["school_owner"],
        named_at=clock.now(),
    )
    world.join_request = JoinRequestFactory(organisation=world.school, user=world.users["teacher"])
    world.invitation_token = "the token of the world"
    world.invitation = InvitationFactory(organisation=world.school, token_hash=hash_token(world.invitation_token))
    world.added_organisation = OrganisationFactory(added_by=world.users["teacher"])
