import re

import pytest
from django.urls import reverse

from tests.architecture.matrix import ACTORS, FOUND, INVALID, OK, PAGES, load

load()
pytestmark = pytest.mark.django_db
HOSTILE = ("\x00", "9" * 30, "0000-99-99", "é" * 3000 + "' OR 1=1 -- {{7*7}}<script>")
ALWAYS = ("page", "q", "sort", "next", "id")
NAME = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')


def who_may(row):
    """An actor who gets through, the most entitled last."""
    allowed = [actor for actor in ACTORS if row.expected(actor) in {OK, FOUND, INVALID}]
    return allowed[-1] if allowed else None


def rows(method):
    """One row per address with somebody who gets through."""
    found = {}
    for row in PAGES:
        if row.method == method and who_may(row):
            found.setdefault(row.name, row)
    return list(found.values())


def path_of(asker, row):
    return reverse(row.name, kwargs=row.address_kwargs(asker.world))


@pytest.mark.parametrize("row", rows("GET"), ids=str)
def test_a_page_survives_hostile_parameters(asker, row):
    path, actor = path_of(asker, row), who_may(row)
    page = asker.ask(actor, "GET", path + row.query)
    names = {*ALWAYS, *NAME.findall("" if page.streaming else page.content.decode(errors="replace"))}
    answers = {value: asker.status(actor, "GET", path, dict.fromkeys(names, value)) for value in HOSTILE}
    assert not {value: status for value, status in answers.items() if status >= 500}


@pytest.mark.parametrize("row", rows("POST"), ids=str)
def test_a_form_survives_hostile_values(asker, row):
    path, actor = path_of(asker, row), who_may(row)
    names = {*row.body(asker.world), *ALWAYS, "name", "email", "title", "revision", "state"}
    for value in HOSTILE:
        assert asker.status(actor, "POST", path, dict.fromkeys(names, value)) < 500, repr(value)


def test_an_unknown_method_is_refused(asker):
    served = {
        row.name: status
        for row in [*rows("GET"), *rows("POST")]
        if (status := asker.status(who_may(row), "PUT", path_of(asker, row))) not in {403, 404, 405}
    }
    assert not served


@pytest.mark.parametrize("path", ["/%00", "/%ff", "/" + "a" * 5000, "/../etc/passwd", "/en/%00/", "/beheer/%ff/"])
def test_a_nonsense_address_is_not_found(asker, path):
    assert asker.status("coordinator", "GET", path) in {400, 401, 404}


@pytest.mark.parametrize("pk", [0, 2**63])
def test_an_unknown_number_is_not_found(asker, pk):
    answers = {}
    for row in [*rows("GET"), *rows("POST")]:
        kwargs = row.address_kwargs(asker.world)
        if "pk" in kwargs:
            path = reverse(row.name, kwargs={**kwargs, "pk": pk})
            answers[row.name] = asker.status(who_may(row), row.method, path)
    assert set(answers.values()) <= {404}, answers
