"""Inputs that Django has not: a day, an hour and a moment in the right format, rows by keys of any size, an amount."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from innovet.kit.numbers import NotANumber, parse_cents, typed_cents

LARGEST_CENTS = 10**14

# Words of Django itself that its Dutch lacks; standing here they are collected and translated with ours.
UNTRANSLATED_BY_DJANGO = (_("- Select an option -"),)


class DayInput(forms.DateInput):
    """A day in the browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour in the browser's own field."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """An hour in the browser's own field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows by their key; a key larger than any database number is refused like an unknown one."""

    def clean(self, value: Any) -> Any:
        """The rows; SQLite would break off on a key that no column can hold."""
        try:
            return super().clean(value)
        except OverflowError as error:
            wrong = self.error_messages["invalid_choice"] % {"value": "..."}
            raise forms.ValidationError(wrong, code="invalid_choice") from error


class EuroField(forms.Field):
    """An amount as people write it ("12.500", "12 500,50"), kept in whole cents; nothing is None."""

    default_error_messages = {"euro": _("Write an amount such as 12.500 or 12.500,50.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"}))
        super().__init__(**options)

    def to_python(self, value: object) -> Any:
        """Cents from what was typed; the euro sign and the word are ignored."""
        text = str("" if value is None else value).strip()
        if not text:
            return None
        try:
            cents = parse_cents(text)
        except NotANumber as error:
            raise ValidationError(self.error_messages["euro"], code="euro") from error
        if not 0 <= cents <= LARGEST_CENTS:
            raise ValidationError(self.error_messages["euro"], code="euro")
        return cents

    def prepare_value(self, value: object) -> object:
        """Cents as people write them."""
        return typed_cents(value) if isinstance(value, int) else value


class SmallCheckboxes(forms.CheckboxSelectMultiple):
    """Several boxes that take little room, for filters beside a list."""

    template_name = "django/forms/widgets/small_checkboxes.html"
