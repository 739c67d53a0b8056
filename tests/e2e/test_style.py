import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.e2e

PAGES = ["/", "/style/", "/toegankelijkheid/", "/privacy/", "/contact/", "/en/style/", "/bestaat-niet/", "/taal/"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_a_page_has_no_accessibility_violation(new_page, axe, path, width):
    page = new_page(width=width)
    page.goto(path)
    axe(page)


@pytest.mark.parametrize("user", ["coordinator", "administrator"])
def test_a_signed_in_page_has_no_accessibility_violation(new_page, axe, user):
    page = new_page(width=375, user=UserFactory(**{user: True}))
    page.goto(reverse("contact"))
    page.click("summary")
    axe(page)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("javascript", [True, False])
def test_a_page_fits_in_320_pixels(new_page, path, javascript):
    page = new_page(width=320, javascript=javascript)
    page.goto(path)
    box = page.locator("body").bounding_box()
    assert box["width"] <= 320
    if javascript:
        assert page.evaluate(SIDEWAYS) == 0


def test_a_page_asks_nothing_that_the_policy_forbids(new_page):
    page = new_page()
    complaints = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/style/")
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_the_first_tab_stop_skips_to_the_content(page):
    page.goto("/privacy/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_a_dialog_opens_takes_the_focus_and_closes_with_escape(page):
    page.goto("/style/")
    page.get_by_text("Open het venster").click()
    assert page.locator("dialog").is_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()


def test_tabs_work_with_arrow_keys_and_are_plain_sections_without_scripts(new_page):
    page = new_page()
    page.goto("/style/")
    page.get_by_role("tab", name="Plan").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#partners").is_visible()
    assert page.locator("#plan").is_hidden()
    bare = new_page(javascript=False)
    bare.goto("/style/")
    assert bare.locator("#plan").is_visible()
    assert bare.locator("#partners").is_visible()


def test_a_wide_table_can_be_scrolled_by_keyboard_only_where_it_is_needed(new_page):
    wide = new_page(width=1280)
    wide.goto("/style/")
    assert wide.locator("[data-table-scroll]").first.get_attribute("tabindex") is None
    narrow = new_page(width=320)
    narrow.goto("/style/")
    region = narrow.get_by_role("region", name="Voorstellen in deze oproep")
    assert region.get_attribute("tabindex") == "0"


def test_the_word_counter_counts_in_dutch(page):
    page.goto("/style/")
    page.locator("#id_leeg-plan").fill("een twee drie")
    page.get_by_text("Nog 147 woorden").first.wait_for()
    assert "Nog 147 woorden" in page.locator("main").inner_text()


def test_the_error_summary_brings_the_keyboard_to_the_field(page):
    page.goto("/style/")
    page.get_by_role("alert").get_by_role("link", name="Finaliteit").click()
    assert page.evaluate("document.activeElement.id") == "id_finality_0"


def test_choosing_english_stays_on_the_page(new_page):
    page = new_page(user=UserFactory())
    page.goto(reverse("privacy"))
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "Privacy and cookies"
    assert page.url.endswith("/en/privacy/")


def test_print_leaves_out_what_only_works_on_a_screen(page):
    page.goto("/style/")
    page.emulate_media(media="print")
    assert page.locator("footer").is_hidden()
    assert page.locator("h1").is_visible()


def test_paper_shows_every_tab(page):
    page.goto("/style/")
    hidden = page.locator(".govuk-tabs__panel--hidden").first
    assert hidden.is_hidden()
    page.emulate_media(media="print")
    assert hidden.is_visible()


@pytest.mark.django_db(transaction=True)
def test_the_account_menu_folds_with_escape_and_when_the_focus_leaves(new_page):
    page = new_page(user=UserFactory())
    page.goto("/projecten/")
    menu, name = page.locator(".account-menu__list"), page.locator(".account-menu__name")
    name.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert name.evaluate("summary => summary === document.activeElement")
    name.press("Enter")
    page.get_by_role("link", name="Leermiddelen").first.focus()
    assert menu.is_hidden()
