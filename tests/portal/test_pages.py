import pytest

from tests.factories.calls import WHILE_OPEN, CallFactory

pytestmark = pytest.mark.django_db
PAGES = ["/", "/toegankelijkheid/", "/privacy/", "/contact/", "/style/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("prefix", "code"), [("", "nl-BE"), ("/en", "en")])
def test_a_public_page_speaks_the_language_of_its_address(client, path, prefix, code):
    response = client.get(f"{prefix}{path}")
    assert response.status_code == 200
    assert f'<html lang="{code}"' in response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_has_no_inline_script_or_style(client, path):
    html = client.get(path).content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert " onclick=" not in html


def test_the_home_page_shows_the_call_that_is_open(client, monkeypatch, django_assert_max_num_queries):
    shown, hidden = CallFactory(title="Nu open"), CallFactory(title="In voorbereiding", draft=True)
    monkeypatch.setattr("innovet.portal.views.pages.clock.now", lambda: WHILE_OPEN)
    with django_assert_max_num_queries(5):
        html = client.get("/").content.decode()
    assert shown.title in html
    assert hidden.title not in html
