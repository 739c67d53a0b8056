from tests.factories.notifications import MessageFactory


def build(world):
    world.message = MessageFactory(to=world.users["teacher"], sent=True)
    world.letter = MessageFactory(to=world.users["teacher"], held=True)
    world.failed_message = MessageFactory(to=world.users["teacher"], failed=True)
    world.uncertain_message = MessageFactory(to=world.users["teacher"], uncertain=True)
