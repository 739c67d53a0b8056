import pytest
from django.conf import settings
from django.urls import reverse

from innovet.accounts.enums import Language
from tests.factories.accounts import UserFactory

CONTACT = {"nl": "/contact/", "en": "/en/contact/"}


def test_the_address_decides_for_a_visitor(client):
    assert client.get(CONTACT["nl"])["Content-Language"] == "nl-be"
    assert client.get(CONTACT["en"])["Content-Language"] == "en"


def test_no_cookie_and_no_browser_setting_decides(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get(CONTACT["nl"], headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "nl-be"
    assert not response.cookies


@pytest.mark.django_db
def test_the_account_decides_where_the_address_does_not(client):
    client.force_login(UserFactory(language=Language.ENGLISH))
    response = client.get(CONTACT["nl"])
    assert response["Content-Language"] == "en"
    assert 'href="/en/privacy/"' in response.content.decode()


@pytest.mark.django_db
def test_an_english_address_stays_english_for_a_dutch_account(client):
    client.force_login(UserFactory())
    assert client.get(CONTACT["en"])["Content-Language"] == "en"


def test_a_page_names_itself_in_both_languages(client):
    html = client.get(f"{CONTACT['en']}?a=1").content.decode()
    assert f'hreflang="nl-BE" href="{settings.SITE_URL}/contact/?a=1"' in html
    assert f'hreflang="en" href="{settings.SITE_URL}/en/contact/?a=1"' in html


def test_an_english_address_gets_its_closing_slash(client):
    assert client.get("/en/contact").headers["Location"] == "/en/contact/"
    assert client.get("/en").headers["Location"] == "/en/"


@pytest.mark.django_db
def test_choosing_a_language_keeps_it_in_the_account(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(reverse("language_choose"), {"language": "en", "next": "/contact/?a=1"})
    assert response["Location"] == "/en/contact/?a=1"
    user.refresh_from_db()
    assert user.language == Language.ENGLISH
    response = client.post(reverse("language_choose"), {"language": "nl-be", "next": "/en/contact/"})
    assert response["Location"] == "/contact/"


@pytest.mark.parametrize("target", ["https://elders.example/", "//elders.example/", "/en//elders.example/", ""])
def test_choosing_a_language_never_leads_to_another_site(client, target):
    location = client.post(reverse("language_choose"), {"language": "nl-be", "next": target})["Location"]
    assert location.startswith("/")
    assert not location.startswith("//")


def test_a_language_that_does_not_exist_is_refused(client):
    assert client.post(reverse("language_choose"), {"language": "fr"}).status_code == 400
