"""What an app hands up to the portal: things that wait for a person, and things found by a search."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

# A room hands up no more of a kind: a desk shows where to begin, lists show all.
MOST_WAITING, MOST_FOUND = 20, 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that asks an action of a person; `count` when one line stands for several things."""

    title: str | Promise
    url: str
    due_on: date | None = None
    count: int = 1

    @property
    def is_count_untold(self) -> bool:
        """Whether the title stands for several things without saying how many."""
        return self.count > 1 and str(self.count) not in str(self.title)


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the global search, with the kind of thing in words."""

    title: str
    kind: str | Promise
    url: str
    snippet: str = ""
