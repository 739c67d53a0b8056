import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from innovet.accounts.domain import people
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.accounts.signals import account_closed
from innovet.kit.refused import Refused
from tests.factories.accounts import PASSWORD, RoleGrantFactory, UserFactory

AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def test_create_person_makes_an_account_with_a_proven_address():
    person = people.create_person(" An@Example.be", "An ", at=AT)
    assert (person.email, person.name) == ("an@example.be", "An")
    assert EmailAddress.objects.get(user=person, verified=True, primary=True).email == "an@example.be"
    assert not person.has_usable_password()


def test_create_person_refuses_a_taken_address():
    person = UserFactory()
    with pytest.raises(people.AddressTaken):
        people.create_person(person.email.upper(), "An", at=AT)


def test_an_address_with_capitals_cannot_enter():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="An@Example.be")


def test_close_account_forgets_the_person_and_ends_everything(client, sign_in):
    person = UserFactory(verified=True, steering=True, name="An Peeters")
    address = person.email
    sign_in(person)
    TOTP.activate(person, "SECRET")
    RoleGrantFactory(user=person, role=Role.QUALITY, from_on=datetime.date(2027, 1, 1))
    people.close_account(person, by=person, at=AT)
    closed = User.objects.get(pk=person.pk)
    assert (closed.name, closed.is_active, closed.closed_at) == ("", False, AT)
    assert address not in closed.email
    assert str(closed) == "Gesloten account"
    assert not closed.has_usable_password()
    assert not closed.standing.roles
    assert [grant.until_on for grant in closed.role_grants.all()] == [datetime.date(2026, 11, 19)]
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.exists()
    assert client.get(reverse("my_account")).status_code == 302


def test_close_account_tells_the_rooms_above():
    heard = []

    def hear(**told):
        heard.append((told["user"], told["at"]))

    account_closed.connect(hear)
    person = UserFactory()
    people.close_account(person, by=person, at=AT)
    account_closed.disconnect(hear)
    assert heard == [(person, AT)]


def test_close_account_frees_the_address():
    person = UserFactory()
    address = person.email
    people.close_account(person, by=person, at=AT)
    assert people.create_person(address, "Iemand anders", at=AT).pk != person.pk


def test_close_account_refuses_the_last_coordinator():
    person = UserFactory(coordinator=True)
    with pytest.raises(Refused, match="coördinator"):
        people.close_account(person, by=person, at=AT)
    UserFactory(coordinator=True)
    people.close_account(person, by=person, at=AT)


def test_close_account_is_done_once():
    person = UserFactory()
    people.close_account(person, by=person, at=AT)
    with pytest.raises(Refused):
        people.close_account(person, by=person, at=AT)


def test_a_person_closes_the_account_on_its_page(client, sign_in):
    person = UserFactory(verified=True)
    sign_in(person)
    assert client.get(reverse("account_close")).headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("account_close"), {"email": "iets@anders.be"}).status_code == 422
    response = client.post(reverse("account_close"), {"email": person.email}, follow=True)
    assert "Je account is gesloten" in response.content.decode()
    assert User.objects.get().closed_at


def test_the_last_coordinator_reads_why_the_account_stays(client):
    person = UserFactory(coordinator=True)
    client.force_login(person)
    response = client.post(reverse("account_close"), {"email": person.email}, follow=True)
    assert "Maak eerst iemand anders coördinator" in response.content.decode()


def test_a_closed_account_shows_nowhere(client):
    coordinator, gone = UserFactory(coordinator=True), UserFactory(name="Weggegaan")
    people.close_account(gone, by=gone, at=AT)
    assert gone not in User.objects.visible_to(coordinator)
    client.force_login(coordinator)
    assert client.get(reverse("person_detail", kwargs={"pk": gone.pk})).status_code == 404


def test_a_person_changes_name_and_language(client):
    person = UserFactory()
    client.force_login(person)
    response = client.post(reverse("profile_edit"), {"name": "Ann", "language": "en"}, follow=True)
    person.refresh_from_db()
    assert (person.name, person.language) == ("Ann", "en")
    assert '<html lang="en' in response.content.decode()


def test_the_first_coordinator_is_made_on_the_server():
    call_command("grant_role", "An@Example.be", "coordinator", "--name", "An")
    grant = RoleGrant.objects.get()
    assert (grant.user.email, grant.user.name, grant.role) == ("an@example.be", "An", Role.COORDINATOR)
    with pytest.raises(CommandError):
        call_command("grant_role", "an@example.be", "coordinator")
