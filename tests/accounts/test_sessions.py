import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from innovet.accounts import tasks
from innovet.kit import clock
from innovet.kit.browsers import browser_name
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def elsewhere(person):
    client = Client(headers={"user-agent": FIREFOX})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def person(client, sign_in):
    person = UserFactory(verified=True)
    sign_in(person)
    return person


def is_in(client):
    return client.get(reverse("my_account")).status_code == 200


def test_sessions_are_listed_with_their_browser(client, person):
    elsewhere(person)
    elsewhere(UserFactory(verified=True))
    rows = client.get(reverse("session_list")).context["rows"]
    assert [row["is_here"] for row in rows] == [False, True]
    assert rows[0]["browser"] == "Firefox, Windows"


def test_one_session_is_ended(client, person):
    other, third = elsewhere(person), elsewhere(person)
    row = UserSession.objects.get(session_key=other.session.session_key)
    client.post(reverse("session_end", kwargs={"pk": row.pk}))
    assert (is_in(client), is_in(other), is_in(third)) == (True, False, True)


def test_all_other_sessions_are_ended(client, person):
    other, third = elsewhere(person), elsewhere(person)
    client.post(reverse("session_end_others"))
    assert (is_in(client), is_in(other), is_in(third)) == (True, False, False)


def test_the_session_of_somebody_else_is_not_found(client, person):
    other = elsewhere(UserFactory(verified=True))
    row = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(reverse("session_end", kwargs={"pk": row.pk})).status_code == 404
    assert is_in(other)


def test_ended_sessions_are_cleared_at_night(client, person):
    Session.objects.update(expire_date=clock.now() - datetime.timedelta(days=1))
    tasks.clear_sessions()
    assert not UserSession.objects.exists()


def test_a_new_password_ends_the_other_sessions(client, person):
    other = elsewhere(person)
    data = {"oldpassword": PASSWORD, "password1": "nieuwe woorden voor nu", "password2": "nieuwe woorden voor nu"}
    client.post(reverse("account_change_password"), data)
    assert (is_in(client), is_in(other)) == (True, False)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, ChromeOS"),
        ("curl/8.0 extra", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(said, known):
    assert browser_name(said) == known
