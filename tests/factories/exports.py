import datetime

import factory

from innovet.exports.enums import ExportFormat, ExportState
from innovet.exports.models import ExportJob
from innovet.kit import clock
from tests.factories.accounts import UserFactory


class ExportJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportJob

    owner = factory.SubFactory(UserFactory)
    table_key = "people"
    format = ExportFormat.CSV
    language = "nl-be"
    state = ExportState.QUEUED
    requested_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda row: row.requested_at + datetime.timedelta(days=7))
