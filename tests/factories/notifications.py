import factory

from innovet.kit import clock
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from tests.factories.accounts import UserFactory


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"message {n}")
    template = "example"
    to = factory.SubFactory(UserFactory)
    address = factory.LazyAttribute(lambda row: row.to.email if row.to else "somebody@example.be")
    name = factory.LazyAttribute(lambda row: row.to.name if row.to else "")
    language = "nl-be"
    subject = factory.Sequence(lambda n: f"Bericht {n}")
    body = "Dag,\n\nEen bericht.\n"
    message_id = factory.Sequence(lambda n: f"<{n}@example.be>")
    state = MessageState.QUEUED
    posted_at = factory.LazyFunction(clock.now)
    due_at = factory.SelfAttribute("posted_at")

    class Params:
        held = factory.Trait(state=MessageState.HELD)
        sent = factory.Trait(state=MessageState.SENT, sent_at=factory.SelfAttribute("posted_at"))
        failed = factory.Trait(state=MessageState.FAILED, attempt_count=8)
        uncertain = factory.Trait(
            state=MessageState.UNCERTAIN, attempt_count=1, claimed_at=factory.SelfAttribute("posted_at")
        )
        sending = factory.Trait(
            state=MessageState.SENDING, attempt_count=1, claimed_at=factory.SelfAttribute("posted_at")
        )
