"""Inputs that Django has not: a day and a moment in the right format, rows by keys of any size."""

from typing import Any

from django import forms


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


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows by their key; a key larger than any database number is refused like an unknown one."""

    def clean(self, value: Any) -> Any:
        """The rows; SQLite would break off on a key that no column can hold."""
        try:
            return super().clean(value)
        except OverflowError as error:
            wrong = self.error_messages["invalid_choice"] % {"value": "..."}
            raise forms.ValidationError(wrong, code="invalid_choice") from error
