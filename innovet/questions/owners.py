"""To what a questionnaire belongs: rooms above say so, and the editor links back to there."""

from collections.abc import Callable
from dataclasses import dataclass

from innovet.questions.models import Questionnaire


@dataclass(frozen=True, slots=True)
class Owner:
    """The call, report, event or survey that asks a questionnaire, where it stands, and why the questions are fixed."""

    label: str
    url: str
    frozen: str = ""


type Finder = Callable[[Questionnaire], Owner | None]

_finders: list[Finder] = []


def contribute(finder: Finder) -> None:
    """Register how a room finds the owner of a questionnaire; called from its apps.ready."""
    _finders.append(finder)


def owner_of(questionnaire: Questionnaire) -> Owner | None:
    """The first owner that a room knows; none for a questionnaire that nobody asks yet."""
    return next((owner for finder in _finders if (owner := finder(questionnaire))), None)
