"""The shape of an approval: whom to ask, and the answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.enums import Approver


class ApprovalAskForm(forms.Form):
    """Whom to ask, at which address."""

    approver = forms.ChoiceField(label=_("Who approves"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The link in the mail is for this address only.")
    )

    def __init__(self, *args: Any, approvers: Iterable[Approver], **kwargs: Any) -> None:
        """Offer those whom the call names and who did not approve yet; the only one is not asked."""
        super().__init__(*args, **kwargs)
        choices = [(one.value, capfirst(one.label)) for one in approvers]
        self.fields["approver"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["approver"].widget = forms.HiddenInput()


class ApprovalAnswerForm(forms.Form):
    """Yes or no for the school."""

    marks_optional = False

    YES, NO = "yes", "no"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (YES, _("I approve this proposal for the school")),
            (NO, _("I do not approve this proposal")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Your name"), max_length=150)
    function = forms.CharField(label=_("Your function"), max_length=150)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you do not approve. The team of the proposal reads this."),
    )

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == self.NO and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason."))
        return cleaned
