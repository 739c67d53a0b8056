import datetime

import factory

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.be")
    name = factory.Sequence(lambda n: f"Persoon {n}")

    class Params:
        coordinator = factory.Trait(grant=factory.RelatedFactory("tests.factories.accounts.RoleGrantFactory", "user"))
        steering = factory.Trait(
            grant=factory.RelatedFactory("tests.factories.accounts.RoleGrantFactory", "user", role=Role.STEERING)
        )
        quality = factory.Trait(
            grant=factory.RelatedFactory("tests.factories.accounts.RoleGrantFactory", "user", role=Role.QUALITY)
        )
        rtc = factory.Trait(
            grant=factory.RelatedFactory("tests.factories.accounts.RoleGrantFactory", "user", role=Role.RTC)
        )
        administrator = factory.Trait(
            grant=factory.RelatedFactory("tests.factories.accounts.RoleGrantFactory", "user", role=Role.ADMINISTRATOR)
        )


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    from_on = factory.LazyFunction(lambda: datetime.date(2019, 1, 1))
