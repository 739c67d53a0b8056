"""A real browser against a live server; mark such tests e2e.

Fixtures: `browser` (one per module), `new_page(width=..., javascript=..., user=...)` for several people at once,
`page` (a visitor at 1280 px), `axe` (fails on any violation), and `live_server`.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.skips import CHROMIUM

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`);
}"""


@pytest.fixture(scope="session")
def live_server(django_db_setup):
    """The portal on a free port; made after the test database, whose connection it shares on SQLite."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser():
    """Chromium, closed with its event loop at the end of the module, so that other tests do not meet it."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def new_page(browser, live_server, settings):
    """Open a page of one person in a browser context of its own; without a user it is a visitor."""
    settings.SITE_URL = live_server.url
    contexts = []

    def open_page(*, width=1280, height=800, javascript=True, user=None, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            **options,
        )
        contexts.append(context)
        if user:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """A visitor's page, 1280 px wide."""
    return new_page()


@pytest.fixture
def axe():
    """Check a page with axe-core: no violation at all, best practices included."""

    def check(page):
        page.evaluate(AXE)
        violations = page.evaluate(RUN_AXE)
        assert not violations, f"{page.url}\n" + "\n".join(violations)

    return check


def session_cookie(user, url):
    """A signed-in session, without walking through the sign-in pages."""
    client = Client()
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
