from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.architecture.matrix import ACTORS, OK, PAGES, builders, load

load()
pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Who looks: those who see most come first.
ORDER = ["coordinator", "school_owner", "steering", "quality", "partner", "administrator", "visitor", *ACTORS]


def reader_of(page):
    """Somebody who gets this page."""
    return next((actor for actor in ORDER if page.expected(actor) == OK), None)


@pytest.fixture
def world(transactional_db):
    world = SimpleNamespace(users=dict.fromkeys(ACTORS))
    for build in builders():
        build(world)
    return world


def test_every_page_is_accessible_and_fits_a_small_screen(world, new_page, axe):
    tabs, wrong = {}, []
    for page in PAGES:
        actor = reader_of(page)
        if page.method != "GET" or not actor:
            continue
        if actor not in tabs:
            tabs[actor] = new_page(width=320, user=world.users[actor])
        tab = tabs[actor]
        address = reverse(page.name, kwargs=page.address_kwargs(world)) + page.query
        answer = tab.request.get(address)
        if not answer.headers["content-type"].startswith("text/html") or "<html" not in answer.text():
            continue  # a download, or a fragment of a page
        tab.goto(address)
        if sideways := tab.evaluate(SIDEWAYS):
            wrong.append(f"{page} as {actor}: {sideways} px too wide")
        try:
            axe(tab)
        except AssertionError as violations:
            wrong.append(f"{page} as {actor}: {violations}")
    assert not wrong, "\n\n".join(wrong)
