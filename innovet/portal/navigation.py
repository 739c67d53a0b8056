"""The menu as data: which pages stand in it, and for whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import Standing, standing_of


def _everybody(_standing: Standing) -> bool:
    return True


def _members(standing: Standing) -> bool:
    return standing.user_id is not None


def _applicants(standing: Standing) -> bool:
    """Whoever works for an organisation, or may still join one; people of the programme have no proposals of their own."""
    return _members(standing) and bool(standing.ids("organisation") or not standing.roles)


def _coordinators(standing: Standing) -> bool:
    return standing.is_coordinator


def _readers(standing: Standing) -> bool:
    return standing.is_steering or bool(standing.ids("cycle"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that may stand in a menu: its words, its URL name, and who sees it."""

    label: Promise
    name: str
    shown_to: Callable[[Standing], bool] = _everybody


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a menu; `current` is "page", "true" for a page below it, or empty."""

    label: Promise
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything the header links to."""

    home: str
    items: list[Item]
    account: list[Item]
    sign_in: str
    sign_out: str
    search: str


MAIN = (
    Entry(_("My start"), "start_page", _members),
    Entry(_("Calls"), "call_list"),
    Entry(_("Proposals"), "proposal_list", _applicants),
    Entry(_("My reviews"), "review_list", _readers),
    Entry(_("Projects"), "project_list"),
    Entry(_("Learning resources"), "resource_list"),
    Entry(_("Meetings"), "event_list"),
    Entry(_("Organisations"), "organisation_list", _members),
)
ACCOUNT = (
    Entry(_("Start page"), "start_page"),
    Entry(_("My account"), "my_account"),
    Entry(_("My messages"), "my_messages"),
    Entry(_("What may I do, and why"), "rights_overview"),
    Entry(_("My exports"), "export_list"),
    Entry(_("Cycles"), "cycle_list", _coordinators),
    Entry(_("Mail to people"), "message_list", _coordinators),
    Entry(_("People and roles"), "person_list", lambda standing: standing.is_coordinator or standing.is_administrator),
    Entry(_("Administration"), "admin:index", lambda standing: standing.is_administrator),
)


def menu_of(request: HttpRequest) -> Menu:
    """The menu for whoever asks; pages that do not exist are left out."""
    standing = standing_of(getattr(request, "user", AnonymousUser()))
    path = request.path
    return Menu(
        home=_address("home"),
        items=list(_items(MAIN, standing, path)),
        account=list(_items(ACCOUNT, standing, path)) if standing.user_id else [],
        sign_in=_address("account_login"),
        sign_out=_address("account_logout"),
        search=_address("search"),
    )


def _items(entries: Iterable[Entry], standing: Standing, path: str) -> Iterable[Item]:
    for entry in entries:
        if entry.shown_to(standing) and (url := _address(entry.name)):
            yield Item(entry.label, url, _current(url, path))


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
