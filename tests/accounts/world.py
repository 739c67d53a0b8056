from tests.factories.accounts import RoleInvitationFactory, UserFactory


def build(world):
    world.users["teacher"] = UserFactory(email="teacher@example.be")
    for actor in ("coordinator", "steering", "quality", "rtc", "administrator"):
        world.users[actor] = UserFactory(email=f"{actor}@example.be", **{actor: True})
    world.users["steering_blocked"] = UserFactory(email="blocked@example.be", steering=True)
    world.role_invitation = RoleInvitationFactory(
        token="uitnodiging-van-de-wereld", invited_by=world.users["coordinator"]
    )
    world.person = world.users["steering"]
    world.role_grant = world.person.role_grants.get()
