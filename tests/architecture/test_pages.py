import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.architecture.matrix import ACTORS, OK, PAGES, load
from tests.architecture.test_templates import INLINE

load()
pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15
SHOWN = [row for row in PAGES if row.method == "GET" and OK in {row.expected(actor) for actor in ACTORS}]


class Forms(HTMLParser):
    """The forms of a page that change something, each with whether something is typed in it."""

    CHOSEN = {"hidden", "submit", "button", "checkbox", "radio"}

    def __init__(self, html):
        super().__init__()
        self.typed = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("method") == "post"
            self.typed += [False] if self.inside else []
        elif self.inside and (tag == "textarea" or (tag == "input" and attrs.get("type", "text") not in self.CHOSEN)):
            self.typed[-1] = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


def loses_what_is_typed(html):
    """Whether a button of one form would drop what was typed in another form of the page."""
    typed = Forms(html.partition("<main")[2].partition("</main>")[0]).typed
    return any(typed) and len(typed) > 1


def mistakes(html):
    """What is wrong with a page, whatever it shows."""
    found = [what for what, pattern in INLINE.items() if pattern.search(html)]
    headings, titles = re.findall(r"<h1\b", html), re.findall(r"<title>\s*(.*?)\s*</title>", html, re.DOTALL)
    found += [] if len(headings) == 1 else [f"{len(headings)} first headings"]
    found += [] if titles and titles[0] and "None" not in titles[0] else [f"title {titles}"]
    found += [
        f"id {name} stands twice" for name, count in Counter(re.findall(r'\sid="([^"]+)"', html)).items() if count > 1
    ]
    found += re.findall(r"\{[{%#][^}]*\}|<c-[a-z.-]+|&lt;[a-z]+[ &]|\bNone\b", html)
    return found


@pytest.mark.parametrize("language", ["nl-be", "en"])
@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_page_is_sound(asker, row, language):
    actor = next(actor for actor in reversed(ACTORS) if row.expected(actor) == OK)
    with translation.override(language):
        path = reverse(row.name, kwargs=row.address_kwargs(asker.world)) + row.query
    with CaptureQueriesContext(connection) as statements:
        response = asker.ask(actor, "GET", path, headers=row.headers)
    asked = [query["sql"] for query in statements if "SAVEPOINT" not in query["sql"]]
    assert response.status_code == OK
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)
    if not response.streaming and response.content.lstrip()[:15].lower() == b"<!doctype html>":
        html = response.content.decode()
        assert not mistakes(html)
        assert f'<html lang="{"en" if path.startswith("/en/") else "nl-BE"}"' in html


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_no_button_drops_what_was_typed_in_another_form(asker, row):
    path = reverse(row.name, kwargs=row.address_kwargs(asker.world)) + row.query
    for actor in ("school_owner", "coordinator"):
        if row.expected(actor) == OK:
            response = asker.ask(actor, "GET", path, headers=row.headers)
            assert response.streaming or not loses_what_is_typed(response.content.decode(errors="replace")), actor
