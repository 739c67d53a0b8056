"""What is taken over from an earlier proposal: boxes per field, ticked where nothing stands yet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.domain.taking_over import Choice, Offer


class TakeOverForm(forms.Form):
    """Which fields, and whether budget and plan; it names the revisions that were in view."""

    names = forms.MultipleChoiceField(required=False)
    takes_budget = forms.BooleanField(
        label=_("The costs of the budget"),
        required=False,
        help_text=_(
            "They come beside the costs that stand. Costs of a partner that is not in this draft come under your school."
        ),
    )
    takes_plan = forms.BooleanField(
        label=_("The steps of the plan"),
        required=False,
        help_text=_("They come beside the steps that stand, on days that fit this call."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sheet_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, offers: Sequence[Offer], initial: dict[str, int]) -> None:
        super().__init__(data, initial=initial)
        self.offers = offers
        self.fields["names"].choices = [(offer.name, offer.label) for offer in offers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something must be chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("names", "takes_budget", "takes_plan")):
            raise forms.ValidationError(_("Choose what you take over."))
        return cleaned

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(**{"takes_budget": False, "takes_plan": False} | self.cleaned_data)

    @property
    def rows(self) -> list[tuple[Offer, bool]]:
        """Each offer, and whether its box is ticked: as chosen, else where nothing would make place."""
        chosen = set(self.data.getlist("names")) if self.is_bound else None  # type: ignore[attr-defined]
        return [(offer, not offer.replaces if chosen is None else offer.name in chosen) for offer in self.offers]
