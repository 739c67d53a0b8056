"""Input about messages: what is searched, which rows are meant, which kinds are wanted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.kit.inputs import RowsField
from innovet.notifications.enums import OPTIONAL_CATEGORIES, MessageState
from innovet.notifications.models import Message, MessageQuerySet


class MessageSearchForm(forms.Form):
    """Which messages a coordinator looks for."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All messages")), *MessageState.choices]
    )
    q = forms.CharField(label=_("Subject, name or address"), required=False, max_length=100)


class ChosenMessagesForm(forms.Form):
    """The ticked rows of a list, or the one row of a page."""

    message = RowsField(Message.objects.none(), error_messages={"required": _("Choose at least one message.")})

    def __init__(self, *args: Any, messages: MessageQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["message"]
        assert isinstance(field, RowsField)  # noqa: S101 - tells the type checker
        field.queryset = messages


class PreferencesForm(forms.Form):
    """Which optional kinds of message a person wants."""

    categories = forms.MultipleChoiceField(
        label=_("Which messages do you want?"),
        help_text=_("Decisions, receipts and requests to you always come."),
        required=False,
        choices=[(category.value, category.label) for category in OPTIONAL_CATEGORIES],
        widget=forms.CheckboxSelectMultiple,
    )
