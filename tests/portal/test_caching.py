import re

import pytest
from django.middleware.csrf import get_token
from django.urls import reverse

from innovet.portal.views import pages
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "privacy", "contact", "accessibility_statement"])
def test_a_proxy_may_keep_a_public_page_for_visitors(client, name):
    response = client.get(reverse(name))
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_a_public_page_is_the_same_for_every_visitor(client):
    one, other = (client.get(reverse("home")).content for _time in range(2))
    assert one == other
    assert not re.search(rb"nonce|csrfmiddlewaretoken", one)


@pytest.mark.django_db
def test_a_page_made_for_somebody_is_never_shared(client):
    client.force_login(UserFactory())
    assert "public" not in client.get(reverse("home")).get("Cache-Control", "")


def test_a_page_with_a_form_is_not_shared(rf):
    request = rf.get("/")
    get_token(request)
    request.resolver_match = None
    assert "Cache-Control" not in pages.contact(request)
