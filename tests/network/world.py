from network.enums import EventState
from tests.factories.network import EventFactory, RegistrationFactory, TableFactory


def build(world):
    world.event = EventFactory(capacity=5, confirmed_count=1)
    world.draft_event = EventFactory(state=EventState.DRAFT)
    world.table = TableFactory(event=world.event)
    world.registration = RegistrationFactory(event=world.event, user=world.users["teacher"])
