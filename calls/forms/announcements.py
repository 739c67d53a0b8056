"""The shape of what a call tells after its publication: addenda, extensions, questions and answers, attachments."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from calls.domain.addenda import CHANGEABLE
from calls.enums import ExtensionReason
from calls.forms.calls import closing_instant
from calls.forms.rules import RulesForm, field_of
from calls.models import Call, Criterion
from innovet.files.forms import UploadField
from innovet.kit.inputs import DayInput, TimeInput
from innovet.organisations.models import Organisation

LARGEST = 20 * 1024 * 1024
CRITERION = ("weight", "minimum", "description")


class AddendumRulesForm(RulesForm):
    """Every rule that an addendum may change."""

    class Meta:
        model = Call
        fields = CHANGEABLE
        formfield_callback = field_of


class AddendumForm(forms.Form):
    """Why the rules change, and after which addendum this was written."""

    marks_optional = False

    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    after = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput)
    question = forms.IntegerField(min_value=1, max_value=2**62, required=False, widget=forms.HiddenInput)


class CriteriaForm(forms.Form):
    """Weight, minimum and description of each criterion."""

    marks_optional = False

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = []
        for criterion in criteria:
            self.keys.append(criterion.pk)
            name = {"name": criterion.name}
            self.fields[f"weight_{criterion.pk}"] = forms.IntegerField(
                label=_("%(name)s: weight") % name, min_value=1, max_value=100, initial=criterion.weight
            )
            self.fields[f"minimum_{criterion.pk}"] = forms.DecimalField(
                label=_("%(name)s: minimum score") % name,
                required=False,
                min_value=0,
                max_value=5,
                max_digits=3,
                decimal_places=2,
                initial=criterion.minimum,
            )
            self.fields[f"description_{criterion.pk}"] = forms.CharField(
                label=_("%(name)s: description") % name,
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=criterion.description,
            )

    @property
    def changes(self) -> dict[int, dict[str, Any]]:
        """What each criterion becomes."""
        return {key: {name: self.cleaned_data[f"{name}_{key}"] for name in CRITERION} for key in self.keys}


class ExtensionForm(forms.Form):
    """Until when, for whom and why."""

    school_number = forms.CharField(
        label=_("School number"),
        max_length=6,
        required=False,
        help_text=_("For one school; a second coordinator then decides. Empty: for all schools, at once."),
    )
    closes_on = forms.DateField(label=_("New last day"), widget=DayInput())
    last_minute = forms.TimeField(label=_("Last minute that counts"), initial=time(23, 59), widget=TimeInput())
    reason_code = forms.ChoiceField(label=_("Kind of reason"), choices=ExtensionReason)
    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_closes_on(self) -> Any:
        """A day that a calendar can hold."""
        day = self.cleaned_data["closes_on"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Give a day in this century."))
        return day

    def clean_school_number(self) -> Organisation | None:
        """The school of a number; five digits are padded."""
        written = self.cleaned_data["school_number"].strip()
        if not written:
            return None
        school = Organisation.objects.schools().filter(school_numbers__number=written.zfill(6)).first()
        if school is None:
            raise forms.ValidationError(_("There is no school with this number."))
        return school

    @property
    def closes_at(self) -> datetime:
        """The first instant that is too late."""
        moment = closing_instant(self.cleaned_data["closes_on"], self.cleaned_data["last_minute"])
        if moment is None:
            raise ValueError("Ask for the moment of a valid form only.")
        return moment


class ApplicantQuestionForm(forms.Form):
    """A question about a call."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Question and answer are published to everybody, without your name."),
    )


class AnswerForm(forms.Form):
    """A question as it is published, and its answer."""

    published_text = forms.CharField(
        label=_("Question as published"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Take out names and what tells who asks."),
    )
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class AttachmentForm(forms.Form):
    """A file that belongs to a call."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = UploadField(label=_("File"), largest=LARGEST)


def addendum_rules(data: QueryDict | None, call: Call) -> AddendumRulesForm:
    """The rules of a call as an addendum may change them."""
    return AddendumRulesForm(data, call=call, prefix="rules")
