import datetime

import factory

from calls.enums import ExtensionReason, ExtensionState
from calls.models import ApplicantQuestion, CallAttachment, CallSubscription, Extension
from tests.factories.accounts import UserFactory
from tests.factories.calls import CLOSES_AT, WHILE_OPEN, CallFactory
from tests.factories.files import StoredFileFactory
from tests.factories.organisations import OrganisationFactory


class ExtensionFactory(factory.django.DjangoModelFactory):
    """More time for one school, granted."""

    class Meta:
        model = Extension

    call = factory.SubFactory(CallFactory)
    school = factory.SubFactory(OrganisationFactory)
    reason_code = ExtensionReason.FORCE_MAJEURE
    reason = "Waterschade."
    closes_at_before = CLOSES_AT
    closes_at = factory.LazyAttribute(lambda extension: extension.closes_at_before + datetime.timedelta(days=2))
    state = ExtensionState.GRANTED
    proposed_by = factory.SubFactory(UserFactory, coordinator=True)
    proposed_at = WHILE_OPEN


class ApplicantQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicantQuestion

    call = factory.SubFactory(CallFactory)
    text = "Mag een lagere school meedoen?"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = WHILE_OPEN


class CallAttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CallAttachment

    call = factory.SubFactory(CallFactory)
    title = factory.Sequence(lambda n: f"Bijlage {n}")
    file = factory.SubFactory(StoredFileFactory)


class CallSubscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CallSubscription

    user = factory.SubFactory(UserFactory)
    since = WHILE_OPEN
