"""A person walks through the portal in a browser of their own; every page they meet is checked."""

import re

from django.urls import reverse

PATIENCE = 10_000


class Walker:
    """One person with one browser; knows labels, buttons and links by the words on the screen."""

    def __init__(self, page, check):
        self.page, self.check = page, check
        page.set_default_timeout(PATIENCE)

    def go(self, name, *args):
        """Open a page by its address, as from a bookmark."""
        self.page.goto(reverse(name, args=args))
        return self.meet()

    def meet(self):
        """Look at the page that stands there."""
        self.check(self.page)
        return self

    def see(self, *texts):
        """Each of these stands on the page."""
        for text in texts:
            self.page.get_by_text(text).filter(visible=True).first.wait_for()
        return self

    def follow(self, name, *, inside="main"):
        """Click a link, also one that looks like a button."""
        place, name = self.page.locator(inside), words(name)
        looks = place.get_by_role("link", name=name).or_(place.get_by_role("button", name=name))
        return self._click(looks.first)

    def press(self, name, *, inside="main"):
        """Click a button."""
        return self._click(self.page.locator(inside).get_by_role("button", name=words(name)))

    def unfold(self, name):
        """Open what is folded away."""
        self.page.locator("summary", has_text=name).click()
        return self

    def open_tab(self, name):
        """Choose a tab; without scripts it is a link to a place further down."""
        tabs = self.page.locator(".govuk-tabs__list")
        tabs.get_by_role("tab", name=name).or_(tabs.get_by_role("link", name=name)).click()
        return self.meet()

    def fill(self, fields, *, inside="main"):
        """Type or choose in fields by their label."""
        for label, value in fields.items():
            field = self.page.locator(inside).get_by_label(words(label))
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(str(value))
        return self

    def choose(self, *labels):
        """Tick boxes and round buttons."""
        for label in labels:
            self.page.get_by_label(words(label)).check()
        return self

    def read_mail(self, address, subject):
        """Open the newest mail to an address whose subject holds some words, on the mail page."""
        self.go("dev_mail_list")
        rows = self.page.locator("tr").filter(has_text=address).filter(has_text=subject)
        return self._click(rows.first.get_by_role("link"))

    def follow_mailed_link(self, path=""):
        """Click the first link in the mail that leads to such a path."""
        return self._click(self.page.locator(f".mail-text a[href*='{path}']").first)

    def status_of(self, name, *args):
        """What the server answers to this person there."""
        return self.page.goto(reverse(name, args=args)).status

    @property
    def number(self):
        """The number of the row in the address."""
        return int(re.search(r"/(\d+)/", self.page.url)[1])

    def _click(self, target):
        with self.page.expect_navigation():
            target.click()
        return self.meet()


def words(label):
    """A label as a whole, with or without the word that says it is optional; a pattern is taken as it is."""
    if isinstance(label, re.Pattern):
        return label
    return re.compile(rf"^\s*{re.escape(label)}(\s*\([a-z]+\))?\s*$")
