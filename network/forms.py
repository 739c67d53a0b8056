"""The shape of input in the learning network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.kit.inputs import MomentInput
from network.models import DialogueTable, Event


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    """The details of an event; only its cleaned data is used, never its save."""

    class Meta:
        model = Event
        fields = [
            "title", "introduction", "cycle", "starts_at", "ends_at", "place", "municipality", "registration_closes_at",
            "capacity",
        ]  # fmt: skip
        widgets = {name: MomentInput() for name in ("starts_at", "ends_at", "registration_closes_at")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"] = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)


class TableForm(forms.Form):
    """A dialogue table."""

    question = forms.CharField(label=_("Question at this table"), max_length=300)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)


class RegistrationForm(forms.Form):
    """What a person says when registering."""

    table = forms.ModelChoiceField(
        label=_("Dialogue table"),
        queryset=DialogueTable.objects.none(),
        required=False,
        empty_label=_("No preference"),
        help_text=_("Seats at a table are given in the order of registration."),
    )
    remark = forms.CharField(
        label=_("Remark for the organisers"),
        max_length=300,
        required=False,
        help_text=_("For instance a diet, or what you need to take part. Do not write about your health here."),
    )

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["table"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = event.tables.all()


class ReasonForm(forms.Form):
    """Why something is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 4}))
