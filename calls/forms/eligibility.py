"""The questions of "Kan mijn school meedoen?": only what the rules of the call make a difference of."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.domain.eligibility import Situation, needed_sides
from calls.models import Call
from innovet.education import Finality, Network
from innovet.kit.inputs import DayInput, EuroField
from innovet.organisations.enums import OrganisationKind


def _capital(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class EligibilityForm(forms.Form):
    """What somebody says of a school and its plan; the answers are kept in the session, nowhere else."""

    marks_optional = False

    kind = forms.ChoiceField(
        label=_("For which organisation do you ask?"), choices=lambda: _capital(OrganisationKind.choices)
    )
    network = forms.ChoiceField(
        label=_("To which education network does your school belong?"),
        choices=lambda: [("", _("- Select an option -")), *_capital(Network.choices)],
    )
    finalities = forms.MultipleChoiceField(
        label=_("In which finality are the pupils who would take part?"),
        choices=lambda: _capital(Finality.choices),
        widget=forms.CheckboxSelectMultiple,
    )
    sides = forms.MultipleChoiceField(
        label=_("Which partners do you already think of?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody yet? Leave this empty."),
    )
    requested_cents = EuroField(
        label=_("About how much would you ask, in euro?"), required=False, help_text=_("An estimate is enough.")
    )
    starts_on = forms.DateField(label=_("When would the project start?"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("When would the project end?"), required=False, widget=DayInput())

    def __init__(self, data: Mapping[str, Any] | None = None, *, call: Call) -> None:
        super().__init__(data, initial={"kind": OrganisationKind.SCHOOL})
        sides = needed_sides(call)
        self.fields["sides"].choices = [(side.value, capfirst(str(side.label))) for side in sides]  # type: ignore[attr-defined]
        has_period = call.project_starts_on and call.project_ends_on
        asked = {
            "network": call.networks,
            "finalities": call.finalities,
            "sides": sides,
            "requested_cents": call.max_grant_cents,
            "starts_on": has_period,
            "ends_on": has_period,
        }
        for name, makes_a_difference in asked.items():
            if not makes_a_difference:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The last day follows the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first day."))
        return cleaned

    @property
    def situation(self) -> Situation:
        """What was said."""
        return Situation(**self.cleaned_data)

    @property
    def answers(self) -> dict[str, list[str]]:
        """What was typed, as plain data that makes the same form again."""
        assert isinstance(self.data, QueryDict)  # noqa: S101
        return {name: self.data.getlist(name) for name in self.fields}
