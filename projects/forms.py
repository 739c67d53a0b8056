"""The shape of input in projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.kit.inputs import DayInput


class ConsortiumAnswerForm(forms.Form):
    """A partner's answer to the question of the lead school."""

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
