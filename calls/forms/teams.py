"""The shape of input about a team."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.enums import TeamRole
from innovet.accounts.models import User
from innovet.kit.inputs import DayInput


def _labels(*roles: TeamRole) -> list[tuple[str, str]]:
    return [(role.value, capfirst(str(role.label))) for role in roles]


class TeamInviteForm(forms.Form):
    """A colleague to invite."""

    email = forms.EmailField(label=_("E-mail address of your colleague"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=lambda: _labels(TeamRole.EDITOR, TeamRole.READER))


class TeamRoleForm(forms.Form):
    """A colleague's role."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: _labels(*TeamRole))


class TeamAcceptForm(forms.Form):
    """The answer to an invitation by somebody who has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=150)


class HandOverForm(forms.Form):
    """To whom a role passes, and for which days."""

    person = forms.EmailField(
        label=_("E-mail address of who takes over"), max_length=254, help_text=_("Somebody with an account here.")
    )
    from_on = forms.DateField(label=_("From"), widget=DayInput())
    until_on = forms.DateField(
        label=_("Until and including"),
        widget=DayInput(),
        required=False,
        help_text=_("Leave this empty to hand over for good. With a last day, the role returns the day after."),
    )

    def clean_person(self) -> User:
        """The open account with this address."""
        person = User.objects.filter(email=self.cleaned_data["person"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address. Invite this person first."))
        return person


class HelpForm(forms.Form):
    """What the team wants to know of a coordinator."""

    question = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Coordinators read your draft from now on, until you end it or hand in. You see who looked, and when."
        ),
    )
