from tests.factories.accounts import UserFactory


def build(world):
    world.users["teacher"] = UserFactory(email="teacher@example.be")
    for actor in ("coordinator", "steering", "quality", "rtc", "administrator"):
        world.users[actor] = UserFactory(email=f"{actor}@example.be", **{actor: True})
    world.users["steering_blocked"] = UserFactory(email="blocked@example.be", steering=True)
