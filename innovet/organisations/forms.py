"""The shape of input in organisations."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import TextChoices as Choices
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from innovet.education import Network, Province
from innovet.kit.inputs import DayInput
from innovet.organisations.domain.logos import LogoRefused, redraw
from innovet.organisations.domain.organisations import Details, NumberTaken, find_holder
from innovet.organisations.enums import PUBLIC_MAIL_HOSTS, RELATED_KINDS, MembershipRole, OrganisationKind
from innovet.organisations.models import Membership, Organisation
from innovet.organisations.models.numbers import (
    read_domain,
    read_enterprise_number,
    read_school_number,
)

SEVERAL = re.compile(r"[,;\n]+")
NUMBERED_KINDS = (OrganisationKind.SCHOOL, OrganisationKind.ADULT_EDUCATION)


def capitals(choices: type[Choices]) -> Callable[[], list[tuple[str, str]]]:
    """The choices with a capital, in the language of the page."""
    return lambda: [(value, capfirst(label)) for value, label in choices.choices]


class SuggestInput(forms.TextInput):
    """A line of text under which the directory is offered; without scripts it is a line of text."""

    template_name = "organisations/suggest_input.html"
    kinds: frozenset[OrganisationKind] = frozenset()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Where the suggestions come from and where they go."""
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        place = f"{own.get('id', name)}-suggestions"
        query = urlencode({"name": name, "kinds": ",".join(sorted(self.kinds))})
        own |= {
            "autocomplete": "off",
            "list": place,
            "data-hx-get": f"{reverse('organisation_suggest')}?{query}",
            "data-hx-trigger": "input changed delay:250ms",
            "data-hx-target": f"#{place}",
        }
        return context


class OrganisationField(forms.CharField):
    """An organisation that stands in the directory, told by its name, its name and town, or a number."""

    def __init__(self, *, kinds: frozenset[OrganisationKind] = frozenset(), **options: Any) -> None:
        super().__init__(max_length=320, widget=SuggestInput, **options)
        self.kinds = self.widget.kinds = kinds

    def clean(self, value: Any) -> Any:
        """The one organisation that is meant."""
        written = super().clean(value)
        if not written:
            return None
        found = Organisation.objects.called(written)
        if self.kinds:
            found = found.filter(kind__in=self.kinds)
        exact = list(found.order_by("ended_on", "name")[:6])
        if len(exact) == 1:
            return exact[0]
        candidates = exact or self._near(written)
        if not candidates:
            raise ValidationError(_("“%(name)s” is not in the list of organisations.") % {"name": written})
        names = "; ".join(candidate.name_and_town for candidate in candidates)
        raise ValidationError(_("Which one do you mean? Add the town or use a number: %(names)s.") % {"names": names})

    def _near(self, written: str) -> list[Organisation]:
        """What holds every word: without scripts, a part of a name or a town must lead further too."""
        near = Organisation.objects.active().found_by(written)
        if self.kinds:
            near = near.filter(kind__in=self.kinds)
        return list(near.order_by("name")[:6])

    def prepare_value(self, value: Any) -> Any:
        """Name and town of an organisation that stands there already."""
        return value.name_and_town if isinstance(value, Organisation) else value


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person may tell about an organisation; the view hands it to the domain, it is never saved here."""

    school_numbers = forms.CharField(
        label=_("School numbers"),
        required=False,
        max_length=200,
        help_text=_("Six digits. A school with several numbers writes a comma between them."),
    )
    board = OrganisationField(
        label=_("School board"), kinds=RELATED_KINDS["board"], required=False, help_text=_("Its name or KBO number.")
    )
    school_community = OrganisationField(
        label=_("School community"), kinds=RELATED_KINDS["school_community"], required=False
    )
    school_group = OrganisationField(label=_("School group"), kinds=RELATED_KINDS["school_group"], required=False)
    umbrella = OrganisationField(label=_("Umbrella"), kinds=RELATED_KINDS["umbrella"], required=False)
    parent_company = OrganisationField(label=_("Parent company"), kinds=RELATED_KINDS["parent_company"], required=False)
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG, WebP or GIF, at most 5 MB."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = Organisation
        fields = (
            "kind",
            "name",
            "enterprise_number",
            "network",
            "street",
            "postal_code",
            "municipality",
            "province",
            "website",
            "email",
        )
        labels = {
            "kind": _("Kind"),
            "name": _("Name"),
            "enterprise_number": _("Enterprise number (KBO)"),
            "network": _("Education network"),
            "street": _("Street and number"),
            "postal_code": _("Postal code"),
            "municipality": _("Municipality"),
            "province": _("Province or Brussels"),
            "website": _("Website"),
            "email": _("General e-mail address"),
        }
        help_texts = {
            "enterprise_number": _("Ten digits, such as 0891.813.446. A school often has none: its board has one."),
            "province": _("Left empty, it follows from the postal code."),
        }

    SECTIONS = (
        (_("Who it is"), ("kind", "name", "enterprise_number", "logo", "remove_logo")),
        (_("Only for schools"), ("school_numbers", "network", "board", "school_community", "school_group")),
        (_("Part of a larger whole"), ("umbrella", "parent_company")),
        (_("Where to find it"), ("street", "postal_code", "municipality", "province", "website", "email")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Longer than what is stored: people write dots, spaces and BE.
        self.fields["enterprise_number"] = forms.CharField(
            label=self.fields["enterprise_number"].label,
            help_text=self.fields["enterprise_number"].help_text,
            required=False,
            max_length=30,
        )
        for name, choices in (("kind", OrganisationKind), ("network", Network), ("province", Province)):
            self.fields[name].choices = [("", "-"), *capitals(choices)()]  # type: ignore[attr-defined]
        if self.instance.pk:
            self._fill()
        else:
            del self.fields["remove_logo"]
        if not self.instance.logo:
            self.fields.pop("remove_logo", None)

    def _fill(self) -> None:
        here = self.instance
        numbers = ", ".join(number.number for number in here.school_numbers.all())
        relations = {name: getattr(here, name) for name in RELATED_KINDS}
        stored = {"school_numbers": numbers, "revision": here.revision, **relations}
        stored["enterprise_number"] = here.enterprise_number_text
        self.initial = {**self.initial, "logo": None, **stored}

    def clean_enterprise_number(self) -> str:
        """Stored as ten digits."""
        written = self.cleaned_data["enterprise_number"]
        return read_enterprise_number(written) if written else ""

    def clean_school_numbers(self) -> frozenset[str]:
        """Each of six digits."""
        return frozenset(read_school_number(part) for part in _parts(self.cleaned_data["school_numbers"]))

    def clean_logo(self) -> bytes | None:
        """The picture drawn anew."""
        upload = self.cleaned_data.get("logo")
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return redraw(upload)
        except LogoRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Numbers that fit the kind and are nobody else's; the province follows from the postal code."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("school_numbers") and cleaned.get("kind") not in NUMBERED_KINDS:
            self.add_error("school_numbers", _("Only a school has school numbers."))
        if not cleaned.get("province"):
            cleaned["province"] = Province.of_postal_code(cleaned.get("postal_code", "")) or ""
        for name in RELATED_KINDS:
            if self.instance.pk and cleaned.get(name) == self.instance:
                self.add_error(name, _("An organisation cannot be part of itself."))
        if holder := find_holder(self.details(), apart_from=self.instance if self.instance.pk else None):
            is_school_number = holder.number in cleaned.get("school_numbers", ())
            self.add_holder("school_numbers" if is_school_number else "enterprise_number", holder.organisation)
        return cleaned

    def add_holder(self, name: str, holder: Organisation) -> None:
        """Say whose number it is, with the way there."""
        told = _("This number belongs to {link}, which is in the list already. You can ask to join there.")
        link = format_html('<a class="govuk-link" href="{}">{}</a>', holder.get_absolute_url(), holder.name_and_town)
        self.add_error(name, format_html(str(told), link=link))

    def add_refusal(self, refusal: NumberTaken) -> None:
        """The same, when somebody else was faster."""
        is_enterprise = refusal.holder.enterprise_number == self.cleaned_data.get("enterprise_number") != ""
        self.add_holder("enterprise_number" if is_enterprise else "school_numbers", refusal.holder)

    def details(self) -> Details:
        """What the domain takes."""
        names = (*self._meta.fields, *RELATED_KINDS)  # type: ignore[misc]
        fields = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Details(fields=fields, school_numbers=self.cleaned_data.get("school_numbers"))

    def differences(self, current: Organisation) -> list[tuple[Any, Any, Any]]:
        """What was typed beside what somebody else saved meanwhile, where they differ: label, typed, saved."""
        saved = OrganisationForm(instance=current)
        rows = []
        for name in self.fields:
            typed, stands = self[name].value(), saved[name].value()
            if name not in {"logo", "remove_logo", "revision"} and (typed or "") != (stands or ""):
                rows.append((self[name].label, _in_words(saved, name, typed), _in_words(saved, name, stands)))
        self.data = {**self.data.dict(), "revision": str(current.revision)}  # type: ignore[attr-defined]
        return rows

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields by heading."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.SECTIONS]


class NewOrganisationForm(OrganisationForm):
    """A new organisation; when something much like it exists the person says that it is another one."""

    is_another = forms.BooleanField(label=_("None of these: this is another organisation"), required=False)

    similar: list[Organisation]

    def clean(self) -> dict[str, Any]:
        """Look for doubles."""
        cleaned = super().clean()
        name, town = cleaned.get("name", ""), cleaned.get("municipality", "")
        self.similar = Organisation.objects.active().similar_to(name, town) if name else []
        if self.similar and not cleaned.get("is_another") and not self.errors:
            self.add_error("is_another", _("Look whether your organisation is in the list below already."))
        return cleaned


class EndForm(forms.Form):
    """When an organisation ended, and what came in its place."""

    ended_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave this empty when the organisation still exists after all."),
    )
    successor = OrganisationField(
        label=_("Merged into, or renumbered as"),
        required=False,
        help_text=_("Its name or a number. Members pass on to it. This cannot be taken back."),
    )


class JoinForm(forms.Form):
    """Why somebody asks to join."""

    message = forms.CharField(
        label=_("Who you are and why you ask"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The owners of the organisation read this."),
    )


class InviteForm(forms.Form):
    """A colleague to invite."""

    email = forms.EmailField(label=_("E-mail address of your colleague"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=capitals(MembershipRole))


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=capitals(MembershipRole))


class DeputyForm(forms.Form):
    """Who stands in for the owners, and when."""

    member = forms.ModelChoiceField(
        label=_("Member"),
        queryset=Membership.objects.none(),
        help_text=_("A member who is no owner. Is the person not in this list? Invite them first."),
    )
    from_on = forms.DateField(label=_("From"), widget=DayInput())
    until_on = forms.DateField(label=_("Until and including"), widget=DayInput())

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = organisation.memberships.exclude(role=MembershipRole.OWNER).filter(user__is_active=True)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = members.select_related("user").order_by("user__name", "pk")
        field.label_from_instance = lambda obj: f"{obj.user} ({obj.user.email})"  # type: ignore[method-assign]


class DeclineForm(forms.Form):
    """Why somebody is not let in."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)


class JoiningForm(forms.Form):
    """Whose colleagues may join at once."""

    mail_domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        max_length=500,
        help_text=_("What stands after the @ in your colleagues' addresses, such as school.be. Several with a comma."),
    )
    joins_by_domain = forms.BooleanField(
        label=_("Colleagues with an address in these domains may join at once, as readers"), required=False
    )

    def clean_mail_domains(self) -> frozenset[str]:
        """Domains that belong to an organisation, not to everybody."""
        domains = frozenset(read_domain(part) for part in _parts(self.cleaned_data["mail_domains"]))
        if public := sorted(domains & PUBLIC_MAIL_HOSTS):
            raise ValidationError(
                _("Anybody can have an address at %(host)s; this domain cannot open the door.") % {"host": public[0]}
            )
        return domains

    def clean(self) -> dict[str, Any]:
        """The switch needs a domain."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("joins_by_domain") and not cleaned.get("mail_domains") and "mail_domains" not in self.errors:
            self.add_error("mail_domains", _("Fill in a mail domain first."))
        return cleaned


class AcceptForm(forms.Form):
    """The answer to an invitation by somebody who has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=150)


def _in_words(form: forms.BaseForm, name: str, value: Any) -> Any:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return choices.get(value, value) or "-"


def _parts(written: str) -> list[str]:
    return [part.strip() for part in SEVERAL.split(written) if part.strip()]
