"""One answer: whether it fits its question, which limits it breaks, and which questions are asked at all."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innovet.files.models import StoredFile
from innovet.kit.formats import euro
from innovet.kit.refused import Refused
from innovet.questions.domain.texts import count_words
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question, Section, Value
from innovet.questions.models.sheets import is_empty

LONGEST_TEXT = 100_000
LONGEST_SHORT_TEXT = 500
LARGEST = Decimal(10) ** 14


class AnswerRefused(Refused):
    """A value that cannot be kept as an answer to its question."""


def asked_questions(sections: Iterable[Section], values: Mapping[int, Value]) -> set[int]:
    """The open questions whose condition holds, given these answers; a condition looks back, never ahead."""
    asked: set[int] = set()
    for section in sections:
        for question in section.open_questions:
            if _is_asked(question, values, asked):
                asked.add(question.pk)
    return asked


def _is_asked(question: Question, values: Mapping[int, Value], asked_before: set[int]) -> bool:
    if question.shown_if_id is None:
        return True
    given = values.get(question.shown_if_id)
    if question.shown_if_id not in asked_before or is_empty(given):
        return False
    if question.shown_if_choice_id is not None:
        return isinstance(given, list) and question.shown_if_choice_id in given
    return given is question.shown_if_yes


def check_fits(question: Question, value: Value) -> None:
    """Refuse (AnswerRefused) a value of the wrong type for its question, or one that no column can hold."""
    if is_empty(value):
        return
    if not _TYPES[question.kind](value) or not _is_possible(question, value):
        raise AnswerRefused(_("This is no possible answer to: %(question)s") % {"question": question.label})


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Value], bool]] = {
    QuestionKind.TEXT: lambda value: isinstance(value, str),
    QuestionKind.LONG_TEXT: lambda value: isinstance(value, str),
    QuestionKind.NUMBER: lambda value: isinstance(value, Decimal) and value.is_finite(),
    QuestionKind.MONEY: _is_whole,
    QuestionKind.YES_NO: lambda value: isinstance(value, bool),
    QuestionKind.CHOICE: lambda value: isinstance(value, list) and len(value) == 1,
    QuestionKind.SEVERAL: lambda value: isinstance(value, list),
    QuestionKind.LIKERT: _is_whole,
    QuestionKind.DATE: lambda value: isinstance(value, date),
    QuestionKind.FILE: lambda value: isinstance(value, File | StoredFile),
}


def _is_possible(question: Question, value: Value) -> bool:
    match value:
        case str():
            return len(value) <= LONGEST_TEXT
        case list():
            return set(value) <= {choice.pk for choice in question.choices.all()}
        case int() if question.kind == QuestionKind.LIKERT:
            return value in question.scale
        case Decimal() | int():
            return -LARGEST < value < LARGEST
        case _:
            return True


def broken_limits(question: Question, value: Value) -> list[str]:
    """What is wrong with an answer that may stand in a draft but cannot be submitted, in words for the person."""
    match value:
        case str():
            return _broken_lengths(question, value)
        case Decimal() if question.kind == QuestionKind.NUMBER:
            return _broken_bounds(question, value, lambda limit: formats.localize(limit.normalize(), use_l10n=True))
        case int() if question.kind == QuestionKind.MONEY:
            return _broken_bounds(question, Decimal(value) / 100, lambda limit: euro(int(limit * 100)))
        case _:
            return []


def _broken_lengths(question: Question, text: str) -> list[str]:
    broken = []
    words = count_words(text)
    if question.max_words is not None and words > question.max_words:
        message = ngettext(
            "At most %(limit)d word is possible; this is %(found)d.",
            "At most %(limit)d words are possible; this is %(found)d.",
            question.max_words,
        )
        broken.append(message % {"limit": question.max_words, "found": words})
    longest = question.max_characters or (LONGEST_SHORT_TEXT if question.kind == QuestionKind.TEXT else LONGEST_TEXT)
    if len(text) > longest:
        message = ngettext(
            "At most %(limit)d character is possible; this is %(found)d.",
            "At most %(limit)d characters are possible; this is %(found)d.",
            longest,
        )
        broken.append(message % {"limit": longest, "found": len(text)})
    return broken


def _broken_bounds(question: Question, value: Decimal, show: Callable[[Decimal], str]) -> list[str]:
    if question.minimum is not None and value < question.minimum:
        return [_("At least %(limit)s is asked.") % {"limit": show(question.minimum)}]
    if question.maximum is not None and value > question.maximum:
        return [_("At most %(limit)s is possible.") % {"limit": show(question.maximum)}]
    return []
