"""Answers as a page shows them, by `<c-answers :sheet="sheet" files_at="/voorstel/5/bestand/" />`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.template import Library
from django.utils import formats
from django.utils.translation import gettext as _

from innovet.kit.formats import euro
from innovet.kit.numbers import typed_number
from innovet.questions.domain.snapshots import answered_sections
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet

register = Library()


@register.simple_tag
def sections_with_answers(sheet: AnswerSheet) -> list[dict[str, Any]]:
    """What was submitted, or what a draft says now."""
    return sheet.snapshot["sections"] if sheet.snapshot is not None else answered_sections(sheet)


@register.filter
def in_words(answer: Any, kind: str) -> str:
    """A plain answer of one line in words: a number, an amount, a day, yes or no."""
    match kind:
        case QuestionKind.NUMBER:
            return typed_number(Decimal(answer))
        case QuestionKind.MONEY:
            return euro(answer)
        case QuestionKind.YES_NO:
            return _("Yes") if answer else _("No")
        case QuestionKind.DATE:
            return formats.date_format(date.fromisoformat(answer), "j F Y")
        case QuestionKind.LIKERT:
            words: str = _("%(value)s on a scale from %(lowest)s to %(highest)s") % answer
            return words
        case _:
            return str(answer)
