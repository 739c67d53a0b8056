import factory

from innovet.education import Province
from innovet.organisations.enums import MembershipRole, OrganisationKind
from innovet.organisations.models import Membership, Organisation
from tests.factories.accounts import UserFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.SCHOOL
    name = factory.Sequence(lambda n: f"School {n}")
    municipality = "Aalst"
    province = Province.EAST_FLANDERS

    class Params:
        company = factory.Trait(kind=OrganisationKind.COMPANY, name=factory.Sequence(lambda n: f"Bedrijf {n}"))


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = MembershipRole.OWNER
