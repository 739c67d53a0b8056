"""Which lists can be exported: rooms above register their tables from apps.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from innovet.kit.verdict import YES, Verdict

if TYPE_CHECKING:
    from innovet.accounts.models import User


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and what stands in it, as a function of the row or as a path like "school__name"."""

    label: str | Promise
    value: str | Callable[[Any], object]

    def cell(self, row: Model) -> object:
        """The value for one row; a path stops at the first empty link."""
        if callable(self.value):
            return self.value(row)
        *links, name = self.value.split("__")
        place: Any = row
        for link in links:
            place = getattr(place, link)
            if place is None:
                return None
        found = getattr(place, f"get_{name}_display", None) or getattr(place, name)
        return found() if callable(found) else found


def _everybody(_user: "User") -> Verdict:
    return YES


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be exported.

    `queryset(user)` starts from visible_to and brings its own select_related and prefetch_related; `narrow` applies the
    list's own filters to it; `may` tells who may export it at all. All three are asked again when the job runs.
    """

    key: str
    label: str | Promise
    columns: Sequence[Column]
    queryset: Callable[["User"], "QuerySet[Any]"]
    narrow: "Callable[[QuerySet[Any], QueryDict], QuerySet[Any]] | None" = None
    may: Callable[["User"], Verdict] = _everybody

    def rows_for(self, user: "User", query: str) -> "QuerySet[Any]":
        """What this person may export now, narrowed as the list was."""
        rows = self.queryset(user)
        return self.narrow(rows, QueryDict(query)) if self.narrow else rows


_tables: dict[str, Table] = {}


def register(table: Table) -> None:
    """Add a table; a key is given once."""
    if table.key in _tables:
        raise ValueError(f"The table {table.key!r} is registered already.")
    _tables[table.key] = table


def unregister(key: str) -> None:
    """Take a table away again, for tests."""
    _tables.pop(key, None)


def table_named(key: str) -> Table | None:
    """The table under a key, if there is one."""
    return _tables.get(key)


def tables_for(user: "User") -> list[Table]:
    """The tables this person may export, by label."""
    return sorted((table for table in _tables.values() if table.may(user)), key=lambda table: str(table.label))
