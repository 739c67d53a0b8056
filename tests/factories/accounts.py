import datetime

import factory
from allauth.account.models import EmailAddress

from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.kit import clock
from innovet.kit.tokens import hash_token

PASSWORD = "vier gewone woorden samen"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.be")
    name = factory.Sequence(lambda n: f"Persoon {n}")
    password = "!"

    class Params:
        verified = factory.Trait(
            password=factory.django.Password(PASSWORD),
            address=factory.RelatedFactory("tests.factories.accounts.EmailAddressFactory", "user"),
        )
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


class EmailAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory(UserFactory)
    email = factory.SelfAttribute("user.email")
    verified = True
    primary = True


class RoleInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleInvitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    email = factory.Sequence(lambda n: f"genodigd{n}@example.be")
    role = Role.STEERING
    token_hash = factory.LazyAttribute(lambda row: hash_token(row.token))
    invited_by = factory.SubFactory(UserFactory, coordinator=True)
    sent_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda row: row.sent_at + datetime.timedelta(days=30))
