"""The shape of withdrawing, and of the choice within the limit of a call."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from calls.forms.handling import OptionalReasonForm
from calls.models import Proposal
from innovet.kit.formats import moment


class WithdrawForm(OptionalReasonForm):
    """A reason, and which act the page asked to confirm: a click after closing is never final unawares."""

    is_final = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def is_final_asked(self) -> bool:
        """What the page said."""
        return bool(self["is_final"].value()) and self["is_final"].value() != "False"


class OtherField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A proposal that was handed in, by title, moment and who started it."""

    def label_from_instance(self, obj: Any) -> str:
        """Which proposal."""
        return _("“%(title)s”, handed in on %(moment)s, started by %(person)s") % {
            "title": obj,
            "moment": moment(obj.submitted_at),
            "person": obj.started_by,
        }


class ChoiceForm(forms.Form):
    """Which proposal is taken back."""

    other = OtherField(
        label=_("Take back to draft"), queryset=Proposal.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, others: QuerySet[Proposal], **kwargs: Any) -> None:
        """Offer what stands in the way."""
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
