from tests.factories.notifications import MessageFactory


def build(world):
    world.message = MessageFactory(to=world.users["teacher"], sent=True)
