"""One form field per kind of question; limits are checked by the domain, fields only read."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from innovet.files.forms import UploadField
from innovet.kit.inputs import DayInput
from innovet.kit.numbers import NotANumber, parse_cents, parse_number, typed_cents, typed_number
from innovet.questions.domain.answers import LARGEST, LONGEST_TEXT
from innovet.questions.domain.texts import clean_text
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question

YES, NO = "yes", "no"


class AnswerTextField(forms.CharField):
    """Text cleaned from what word processors leave behind; longer than any answer is refused."""

    def to_python(self, value: Any) -> str:
        text = clean_text(str(value or ""))
        if len(text) > LONGEST_TEXT:
            raise ValidationError(
                _("This text is far too long to keep: %(found)d characters. At most %(limit)d fit."),
                params={"found": len(text), "limit": LONGEST_TEXT},
            )
        return text


class NumberField(forms.CharField):
    """A number as people here type it."""

    def clean(self, value: Any) -> Decimal | None:
        try:
            number = parse_number(str(value)) if value and str(value).strip() else None
        except NotANumber as error:
            raise ValidationError(_("Write a number, such as 12 or 2,5.")) from error
        if number is not None and (abs(number) >= LARGEST or number != round(number, 4)):
            raise ValidationError(_("This number is too large or has too many decimals."))
        return number

    def prepare_value(self, value: Any) -> Any:
        return typed_number(value) if isinstance(value, Decimal) else value


class MoneyField(forms.CharField):
    """An amount in euro, kept in cents."""

    def clean(self, value: Any) -> int | None:
        try:
            cents = parse_cents(str(value)) if value and str(value).strip() else None
        except NotANumber as error:
            raise ValidationError(_("Write an amount in euro, such as 1250 or 1250,50.")) from error
        if cents is not None and abs(cents) >= LARGEST:
            raise ValidationError(_("This amount is too large."))
        return cents

    def prepare_value(self, value: Any) -> Any:
        return typed_cents(value) if isinstance(value, int) else value


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or no answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[(YES, _("Yes")), (NO, _("No"))],
            coerce=lambda value: value == YES,
            empty_value=None,
            widget=forms.RadioSelect,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


class OneChoiceField(forms.ChoiceField):
    """One choice; the value is a list of its id, as the domain keeps choices."""

    def clean(self, value: Any) -> list[int]:
        chosen = super().clean(value)
        return [int(chosen)] if chosen else []

    def prepare_value(self, value: Any) -> Any:
        return str(value[0]) if isinstance(value, list) and value else value


class SeveralChoicesField(forms.MultipleChoiceField):
    """Several choices; the value is a list of ids in order."""

    def clean(self, value: Any) -> list[int]:
        return sorted({int(chosen) for chosen in super().clean(value)})

    def prepare_value(self, value: Any) -> Any:
        return [str(one) for one in value] if isinstance(value, list) else value


class AnswerFileField(UploadField):
    """A new file; without one the answer stays."""

    widget = forms.FileInput


def field_for(question: Question, taken: list[int]) -> forms.Field:
    """The field that reads a question's answer; a closed choice is offered only to who took it."""
    options: dict[str, Any] = {"label": question.label, "required": False}
    match question.kind:
        case QuestionKind.CHOICE:
            return OneChoiceField(choices=_choices_of(question, taken), widget=forms.RadioSelect, **options)
        case QuestionKind.SEVERAL:
            return SeveralChoicesField(
                choices=_choices_of(question, taken), widget=forms.CheckboxSelectMultiple, **options
            )
        case QuestionKind.LIKERT:
            points = [(str(point), str(point)) for point in question.scale]
            return forms.TypedChoiceField(
                choices=points, coerce=int, empty_value=None, widget=forms.RadioSelect, **options
            )
        case QuestionKind.DATE:
            return forms.DateField(widget=DayInput, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **options)
        case kind:
            return _PLAIN[kind](**options)


def _choices_of(question: Question, taken: list[int]) -> list[tuple[str, str]]:
    return [
        (str(choice.pk), choice.label)
        for choice in question.choices.all()
        if choice.closed_at is None or choice.pk in taken
    ]


_PLAIN: dict[str, type[forms.Field]] = {
    QuestionKind.TEXT: AnswerTextField,
    QuestionKind.LONG_TEXT: AnswerTextField,
    QuestionKind.NUMBER: NumberField,
    QuestionKind.MONEY: MoneyField,
    QuestionKind.YES_NO: YesNoField,
    QuestionKind.FILE: AnswerFileField,
}
