"""Every address x every actor, kept as data.

How to add rows for your app:

1. `tests/<app>/world.py` holds `def build(world)`: it puts the objects your pages need on `world`
   (`world.call = CallFactory(...)`). The apps build in the order of APPS, so you may use what lower rooms
   put there; `world.users["coordinator"]` is the person behind each actor (None for the visitor).
2. `tests/<app>/matrix.py` holds `ROWS`, a list of Page, and `PUBLIC`, the set of URL names of your app that
   say `@login_not_required`.

    ROWS = [
        Page("call_list", default=OK),
        Page("proposal_detail", pk="proposal", default=MISSING, expect={"visitor": SIGN_IN, "school_owner": OK}),
        Page("proposal_submit", "POST", pk="proposal", default=MISSING, expect={"visitor": SIGN_IN, ...: FOUND}),
        Page("file_download", kwargs=lambda world: {"token": world.file.token}, default=OK),
        Page("call_edit", "POST", pk="call", data={"title": ""}, expect={"coordinator": INVALID}, default=FORBIDDEN),
    ]

- `pk="proposal"` is short for kwargs {"pk": world.proposal.pk}; `query` is what follows the question mark.
- The visitor gets SIGN_IN by default from every page that is not public: only say so when it differs.
- SIGN_IN means "sent to the sign-in page" (a 302 to there); FOUND is any other redirect.
- GET rows run under a guard: a write other than to the session and sign-in tables fails the test.
- A URL with POST rows only must answer 405 to a GET; that is checked for you.
- The rows serve other tests too: every GET that somebody may see is looked at as a page in both languages (one heading,
  at most 15 statements, no inline script), and every row is tried with hostile parameters and unknown numbers.
- One URL may have several rows (GET and POST, or two objects: then give each a `note`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

APPS = (
    "accounts",
    "notifications",
    "organisations",
    "files",
    "questions",
    "exports",
    "projects",
    "calls",
    "valorisation",
    "network",
    "portal",
)
ACTORS = (
    "visitor",  # no account
    "teacher",  # an account without roles
    "school_owner",
    "school_reader",
    "other_school",  # owner of another school
    "partner",  # owner of a company
    "coordinator",
    "steering",
    "steering_blocked",  # has a conflict of interest with the world's proposal
    "quality",
    "rtc",
    "administrator",
)
OK, FOUND, SIGN_IN, FORBIDDEN, MISSING, CONFLICT, INVALID = 200, 302, 401, 403, 404, 409, 422


@dataclass(frozen=True)
class Page:
    """One row: an address with a method, and the status that each actor gets."""

    name: str
    method: str = "GET"
    default: int = OK
    expect: Mapping[str, int] = field(default_factory=dict)
    pk: str = ""
    kwargs: Callable[[Any], Mapping[str, Any]] = lambda _world: {}
    data: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    query: str = ""
    note: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := set(self.expect) - set(ACTORS):
            raise ValueError(f"{self.name}: no such actor: {', '.join(sorted(unknown))}")

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.name, self.note]))

    def address_kwargs(self, world: Any) -> dict[str, Any]:
        """The arguments of the address in this world."""
        pk = {"pk": getattr(world, self.pk).pk} if self.pk else {}
        return {**pk, **self.kwargs(world)}

    def body(self, world: Any) -> Mapping[str, Any]:
        """What is posted."""
        return self.data(world) if callable(self.data) else self.data

    def expected(self, actor: str) -> int:
        """The status this actor must get."""
        if actor == "visitor" and self.name not in PUBLIC:
            return self.expect.get(actor, SIGN_IN)
        return self.expect.get(actor, self.default)


@dataclass(frozen=True)
class Address:
    """One URL of the resolver."""

    name: str
    route: str
    callback: Any

    @property
    def is_ours(self) -> bool:
        """Whether the view is one of our own; the admin has tests of its own."""
        return not self.name.startswith("admin:") and self.callback.__module__.split(".")[0] in {
            "innovet",
            "projects",
            "calls",
            "valorisation",
            "network",
        }

    @property
    def is_public(self) -> bool:
        """Whether the view says `@login_not_required`."""
        return getattr(self.callback, "login_required", True) is False


def addresses() -> list[Address]:
    """Every URL the portal answers."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(namespace + (entry.name or ""), route, entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inner)


def _gather(name: str, attribute: str) -> Iterator[Any]:
    for app in APPS:
        if find_spec(f"tests.{app}.{name}"):
            yield getattr(import_module(f"tests.{app}.{name}"), attribute)


PUBLIC: set[str] = set()
PAGES: list[Page] = []


def load() -> None:
    """Read the rows of every app, once."""
    if not PAGES:
        for public in _gather("matrix", "PUBLIC"):
            PUBLIC.update(public)
        for rows in _gather("matrix", "ROWS"):
            PAGES.extend(rows)


def builders() -> list[Callable[[Any], None]]:
    """The functions that build the world, lower rooms first."""
    return list(_gather("world", "build"))
