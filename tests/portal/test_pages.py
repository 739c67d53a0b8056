import pytest

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
