"""Forms about people, roles and invitations."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Language, Role
from innovet.education import Province
from innovet.kit.inputs import DayInput


class ProfileForm(forms.Form):
    """Name and language."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language,
        widget=forms.RadioSelect,
        help_text=_("For the portal and for the mails you get."),
    )


class CloseAccountForm(forms.Form):
    """The word that shows that closing is meant."""

    email = forms.EmailField(
        label=_("Type your e-mail address to confirm"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        """Only the account's own address counts."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.address:
            raise forms.ValidationError(_("This is not the address of your account."))
        return email


class PeopleSearchForm(forms.Form):
    """Search in the list of people."""

    marks_optional = False

    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("all")), *Role.choices]  # type: ignore[attr-defined]


def _role_choices(roles: Iterable[Role]) -> list[tuple[str, Any]]:
    allowed = set(roles)
    return [("", _("Choose a role")), *((role.value, role.label) for role in Role if role in allowed)]


class _RoleForm(forms.Form):
    """A role, narrowed to those that the person may give, and its regions."""

    role = forms.ChoiceField(label=_("Role"))
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        choices=Province,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only where the role belongs to some regions. Without a choice it is for all of Flanders and Brussels."
        ),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(roles)  # type: ignore[attr-defined]


class GrantRoleForm(_RoleForm):
    """A role with its days."""

    from_on = forms.DateField(label=_("First day"), widget=DayInput)
    until_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty for a role without an end."),
    )
    field_order = ["role", "from_on", "until_on", "regions"]

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        cleaned = super().clean() or {}
        from_on, until_on = cleaned.get("from_on"), cleaned.get("until_on")
        if isinstance(from_on, date) and isinstance(until_on, date) and until_on < from_on:
            self.add_error("until_on", _("The last day lies before the first day."))
        return cleaned


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("Choose yesterday to end the role at once."),
    )


class InviteForm(_RoleForm):
    """Whom to invite, and to which role."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email", "role", "regions"]

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["email"]).lower()


class AcceptForm(forms.Form):
    """The name of a new account."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
