import datetime

import factory

from calls.enums import TeamRole
from calls.models import HelpRequest, TeamInvitation
from innovet.kit.tokens import hash_token
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, ProposalFactory


class TeamInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeamInvitation

    class Params:
        token = factory.Sequence(lambda n: f"team-{n}")

    proposal = factory.SubFactory(ProposalFactory)
    email = factory.Sequence(lambda n: f"collega{n}@example.be")
    role = TeamRole.EDITOR
    token_hash = factory.LazyAttribute(lambda row: hash_token(row.token))
    invited_by = factory.SelfAttribute("proposal.started_by")
    sent_at = WHILE_OPEN
    expires_at = factory.LazyAttribute(lambda row: row.sent_at + datetime.timedelta(days=30))


class HelpRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HelpRequest

    proposal = factory.SubFactory(ProposalFactory)
    question = "Klopt onze begroting?"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = WHILE_OPEN
