import pytest

from innovet.exports.registry import table_named
from tests.factories.accounts import UserFactory
from tests.factories.network import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("query", "count"), [("event={}", 1), ("", 2), ("event=x", 2), ("event=99999999999", 2)])
def test_a_coordinator_exports_the_registrations_of_one_meeting(query, count):
    registration = RegistrationFactory()
    RegistrationFactory()
    table = table_named("registrations")
    rows = table.rows_for(UserFactory(coordinator=True), query.format(registration.event.pk))
    assert len(rows) == count
    assert registration.user.email in {table.columns[3].cell(row) for row in rows}


def test_others_do_not_export_registrations():
    table = table_named("registrations")
    for person in (UserFactory(), UserFactory(steering=True), UserFactory(administrator=True)):
        assert not table.may(person)
        assert not table.rows_for(person, "")
