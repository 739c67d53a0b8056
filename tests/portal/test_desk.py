import datetime

import pytest
from django.test import Client
from django.urls import reverse

from innovet.kit.contributions import MOST_FOUND, Found, Waiting
from innovet.portal import contributions
from tests.factories.accounts import UserFactory
from tests.factories.network import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    client = Client()
    client.force_login(UserFactory(name="Noor (demo)"))
    return client


def test_the_start_page_lists_what_waits_most_urgent_first(person, monkeypatch):
    items = [
        Waiting(title="Zonder dag: 7 stuks", url="/c/", count=7),
        Waiting(title="Later", url="/b/", due_on=datetime.date(2041, 1, 2)),
        Waiting(title="Eerst", url="/a/", due_on=datetime.date(2041, 1, 1), count=3),
    ]
    monkeypatch.setattr(contributions, "_contributions", lambda _module, _function: (lambda _user, at: items,))
    page = person.get(reverse("start_page")).content.decode()
    assert page.index("Eerst") < page.index("Later") < page.index("Zonder dag")
    assert "(3)" in page
    assert "(7)" not in page


def test_the_start_page_of_somebody_new_says_what_to_do_next(person):
    page = person.get(reverse("start_page")).content.decode()
    assert "Dag Noor (demo)" in page
    assert "Je hoort nog niet bij een school" in page


def test_the_search_shows_what_the_rooms_find(client):
    event = EventFactory(title="Robots in de zorg")
    page = client.get(reverse("search"), {"q": "robots"}).content.decode()
    assert event.get_absolute_url() in page
    assert "1 resultaat" in page


def test_the_search_says_so_when_nothing_is_found(client):
    assert "Niets gevonden" in client.get(reverse("search"), {"q": "xyzzy"}).content.decode()


@pytest.mark.parametrize("words", ["\x00", "a" * 5000, "%", "'\"<script>", "\ud83d\ude00"])
def test_the_search_survives_odd_words(client, words):
    answer = client.get(reverse("search"), {"q": words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main", 1)[1]


def test_a_room_gives_the_search_a_few_hits_only(monkeypatch):
    hits = [Found(title=str(n), kind="x", url="/") for n in range(40)]
    monkeypatch.setattr(contributions, "_contributions", lambda _module, _function: (lambda _user, _words: hits,))
    assert len(contributions.find(UserFactory(), "x")) == MOST_FOUND
