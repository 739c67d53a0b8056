"""The shape of input in projects."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.inputs import DayInput
from projects.enums import CycleRoleKind, ReportKind
from projects.models import Cycle, Phase, Theme


class ConsortiumAnswerForm(forms.Form):
    """A partner's answer to the question of the lead school."""

    marks_optional = False

    YES, NO, NOT_ME = "yes", "no", "not_me"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (YES, _("Yes, my organisation takes part as described")),
            (NO, _("No, my organisation does not take part like this")),
            (NOT_ME, _("This is not meant for me")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Your name"), max_length=150, required=False)
    function = forms.CharField(
        label=_("Your function"), max_length=150, required=False, help_text=_("Needed when you confirm.")
    )
    has_authority = forms.BooleanField(
        label=_("I may speak for my organisation"), required=False, help_text=_("Needed when you confirm.")
    )
    reason = forms.CharField(
        label=_("What is not right?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you say no. The school reads this."),
    )

    def clean(self) -> dict[str, Any]:
        """What a yes and a no each need."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer == self.YES:
            for name in ("name", "function"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in to confirm."))
            if not cleaned.get("has_authority"):
                self.add_error("has_authority", _("Confirming needs this."))
        if answer == self.NO and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason."))
        return cleaned


class MilestoneForm(forms.Form):
    """A step added to a running project."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = forms.DateField(label=_("To be reached on"), widget=DayInput)


class LogEntryForm(forms.Form):
    """A note for the log book."""

    happened_on = forms.DateField(label=_("Day"), widget=DayInput)
    text = forms.CharField(label=_("What happened"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """An act that asks a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReportAskForm(forms.Form):
    """Which report is asked, and by when."""

    kind = forms.ChoiceField(label=_("Kind of report"), choices=ReportKind, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("To be handed in by"), widget=DayInput)


class CycleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A cycle's name and dates."""

    class Meta:
        model = Cycle
        fields = ["name", "school_year", "starts_on", "ends_on"]
        widgets = {"starts_on": DayInput, "ends_on": DayInput}

    def clean_school_year(self) -> str:
        """Two years that follow each other."""
        written: str = self.cleaned_data["school_year"]
        found = re.fullmatch(r"(20\d\d)-(20\d\d)", written)
        if not found or int(found[2]) != int(found[1]) + 1:
            raise forms.ValidationError(_("Write the school year as two years, such as 2026-2027."))
        return written


class PhaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A dated phase."""

    class Meta:
        model = Phase
        fields = ["kind", "name", "starts_on", "ends_on"]
        widgets = {"starts_on": DayInput, "ends_on": DayInput}
        help_texts = {"name": _("Only when the kind says too little.")}


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A theme of a cycle."""

    class Meta:
        model = Theme
        fields = ["name"]


class CycleRoleForm(forms.Form):
    """Who gets which role in a cycle."""

    email = forms.EmailField(label=_("E-mail address of the account"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=CycleRoleKind)

    def clean_email(self) -> User:
        """The person with that address."""
        person = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address yet."))
        return person
