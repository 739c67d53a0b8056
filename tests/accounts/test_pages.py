import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovet.accounts.enums import Role
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.accounts import RoleGrantFactory, RoleInvitationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = UserFactory(coordinator=True, name="Cas")
    client.force_login(person)
    return person


@pytest.fixture
def count(client):
    def count(path):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    return count


def test_the_list_of_people_asks_as_much_for_three_as_for_one(coordinator, count):
    path = reverse("person_list")
    RoleGrantFactory(role=Role.RTC)
    few = count(path)
    RoleGrantFactory.create_batch(3, role=Role.RTC)
    assert count(path) == few <= 12


def test_the_page_of_a_person_asks_as_much_for_three_roles_as_for_one(coordinator, count):
    grant = RoleGrantFactory(role=Role.RTC, granted_by=UserFactory())
    path = reverse("person_detail", kwargs={"pk": grant.user_id})
    few = count(path)
    RoleGrantFactory(user=grant.user, role=Role.QUALITY, granted_by=UserFactory(), ended_by=UserFactory())
    RoleGrantFactory(user=grant.user, role=Role.STEERING, granted_by=UserFactory())
    assert count(path) == few <= 12


def test_the_list_of_invitations_asks_as_much_for_three_as_for_one(coordinator, count):
    RoleInvitationFactory()
    few = count(reverse("role_invitation_list"))
    RoleInvitationFactory.create_batch(3)
    assert count(reverse("role_invitation_list")) == few <= 12


def test_my_account_asks_little(coordinator, count):
    assert count(reverse("my_account")) <= 8


def test_people_are_found_by_name_address_and_role(client, coordinator):
    RoleGrantFactory(user__name="An Peeters", user__email="an@school.be", role=Role.RTC)
    UserFactory(name="Bo Peeters", email="bo@school.be")

    def found(**query):
        return [person.name for person in client.get(reverse("person_list"), query).context["page"]]

    assert found() == ["An Peeters", "Bo Peeters", "Cas"]
    assert found(q="peeters an@") == ["An Peeters"]
    assert found(role=Role.RTC) == ["An Peeters"]
    assert found(q="bo", role=Role.RTC) == []
    assert found(role="verzonnen") == ["An Peeters", "Bo Peeters", "Cas"]
    assert found(page="999999999999999999") == ["An Peeters", "Bo Peeters", "Cas"]


def test_a_coordinator_gives_and_ends_a_role(client, coordinator):
    person = UserFactory()
    path = reverse("role_grant", kwargs={"pk": person.pk})
    data = {"role": Role.STEERING, "from_on": "2026-01-01", "until_on": "", "regions": ["limburg"]}
    assert client.post(path, data).status_code == 302
    again = client.post(path, data)
    assert again.status_code == 422
    assert "heeft deze rol al" in again.content.decode()
    grant = person.role_grants.get()
    end = reverse("role_end", kwargs={"pk": grant.pk})
    assert client.post(end, {"last_on": "2020-01-01"}).status_code == 422
    assert client.post(end, {"last_on": clock.today().isoformat()}).status_code == 302
    grant.refresh_from_db()
    assert (grant.until_on, grant.ended_by) == (clock.today(), coordinator)


def test_a_role_cannot_be_given_backwards(client, coordinator):
    path = reverse("role_grant", kwargs={"pk": UserFactory().pk})
    data = {"role": Role.STEERING, "from_on": "2026-02-01", "until_on": "2026-01-01"}
    response = client.post(path, data)
    assert response.status_code == 422
    assert "until_on" in response.context["form"].errors


def test_the_last_coordinator_cannot_be_ended_on_the_page(client, coordinator):
    path = reverse("role_end", kwargs={"pk": coordinator.role_grants.get().pk})
    response = client.post(path, {"last_on": clock.today().isoformat()})
    assert response.status_code == 422
    assert "Maak eerst iemand anders coördinator" in response.content.decode()


def test_an_ended_role_has_no_button(client, coordinator):
    grant = RoleGrantFactory(role=Role.STEERING, until_on=datetime.date(2020, 1, 1))
    html = client.get(reverse("person_detail", kwargs={"pk": grant.user_id})).content.decode()
    assert reverse("role_end", kwargs={"pk": grant.pk}) not in html


def test_who_has_no_role_sees_nobody_else():
    person = UserFactory()
    UserFactory()
    assert list(User.objects.visible_to(person)) == [person]
