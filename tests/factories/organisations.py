import datetime

import factory

from innovet.education import Network, Province
from innovet.kit import clock
from innovet.kit.tokens import hash_token
from innovet.organisations.enums import MembershipRole, OrganisationKind
from innovet.organisations.models import Invitation, JoinRequest, MailDomain, Membership, Organisation, SchoolNumber
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"School {n}")
    municipality = "Aalst"
    province = Province.EAST_FLANDERS

    class Params:
        numbered = factory.Trait(
            number=factory.RelatedFactory("tests.factories.organisations.SchoolNumberFactory", "organisation"),
            network=Network.CATHOLIC,
        )
        board = factory.Trait(kind=OrganisationKind.BOARD, name=factory.Sequence(lambda n: f"Schoolbestuur {n}"))
        company = factory.Trait(kind=OrganisationKind.COMPANY, name=factory.Sequence(lambda n: f"Bedrijf {n}"))
        sector = factory.Trait(kind=OrganisationKind.SECTOR, name=factory.Sequence(lambda n: f"Sectorfonds {n}"))
        rtc = factory.Trait(kind=OrganisationKind.RTC, name=factory.Sequence(lambda n: f"RTC {n}"))
        university = factory.Trait(kind=OrganisationKind.UNIVERSITY, name=factory.Sequence(lambda n: f"Hogeschool {n}"))
        guidance = factory.Trait(kind=OrganisationKind.GUIDANCE, name=factory.Sequence(lambda n: f"Begeleiding {n}"))
        ended = factory.Trait(ended_on="2020-08-31")


class SchoolNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchoolNumber

    organisation = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: f"{100_000 + n % 800_000}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership
        django_get_or_create = ["user", "organisation"]

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = MembershipRole.OWNER


class MailDomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailDomain

    organisation = factory.SubFactory(OrganisationFactory)
    domain = "school.example"


class JoinRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinRequest

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(clock.now)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.be")
    role = MembershipRole.EDITOR
    token_hash = factory.Sequence(lambda n: hash_token(f"organisation-{n}"))
    sent_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.sent_at + datetime.timedelta(days=30))
