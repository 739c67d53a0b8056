"""The shape of a proposal and its plan set."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.domain.proposal_attachments import allowed_kinds
from calls.forms.core import PastedField, require_in_period
from calls.models import Call
from calls.models.rules import MEGABYTE
from innovet.files.enums import FileKind
from innovet.files.forms import UploadField
from innovet.kit.http import kept
from innovet.kit.inputs import DayInput, EuroField
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.forms import OrganisationField
from projects.domain.plans import require_inside
from projects.enums import BudgetCategory, MemberRole, Reach
from projects.models import ConsortiumMember, WorkPackage

LONG = {"rows": 6}


class ProposalStartForm(forms.Form):
    """For which school a proposal starts; the key makes a repeated click one draft."""

    school = OrganisationField(
        label=_("School"), help_text=_("Name, town or school number of the school that hands in the proposal.")
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, OrganisationField)  # noqa: S101
        field.kinds = field.widget.kinds = frozenset(map(OrganisationKind, call.lead_kinds))


class PlanRowForm(forms.Form):
    """A row of the plan set; a page that changes one names the revision it read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """The row's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def changes(self) -> dict[str, Any]:
        """The row's fields on top of the revision that was read; one that cannot exist when the page did not say."""
        revision = self.cleaned_data["revision"]
        return {**self.values, "revision": -1 if revision is None else revision}


class PartnerForm(PlanRowForm):
    """What a partner does and brings, and who may confirm it."""

    role = forms.ChoiceField(label=_("Role"), choices=MemberRole)
    reach = forms.ChoiceField(
        label=_("Works"),
        choices=[("", _("not said")), *Reach.choices],
        required=False,
        help_text=_("Local: around the school. Supra-local: in the whole region or sector."),
    )
    contribution = PastedField(
        label=_("Contribution"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    in_kind = PastedField(
        label=_("In kind"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Material, rooms or machines that the partner lends or gives."),
    )
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=100_000, required=False)
    contribution_cents = EuroField(label=_("Contribution in euro"), required=False)
    contact_name = PastedField(label=_("Name of the contact"), max_length=150)
    contact_email = forms.EmailField(
        label=_("E-mail address of the contact"),
        max_length=254,
        help_text=_("This person gets a mail with a link to confirm."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """The partner's fields."""
        cleaned = super().values
        return {
            **cleaned,
            "hours": cleaned["hours"] or 0,
            "contribution_cents": cleaned["contribution_cents"] or 0,
        }


class BudgetLineForm(PlanRowForm):
    """One cost: for what, of which partner, and who pays it."""

    AMOUNTS = ("requested_cents", "own_cents", "third_cents")

    category = forms.ChoiceField(label=_("Category"), choices=BudgetCategory)
    description = PastedField(label=_("Description"), max_length=300)
    member = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=ConsortiumMember.objects.none(),
        required=False,
        empty_label=_("the lead school"),
        help_text=_("Whose cost this is, and whose own contribution."),
    )
    requested_cents = EuroField(label=_("Amount asked in euro"), required=False)
    own_cents = EuroField(label=_("Own contribution in euro"), required=False)
    third_cents = EuroField(
        label=_("Paid by third parties in euro"), required=False, help_text=_("A province, for example.")
    )
    third_party = PastedField(label=_("Third party"), max_length=200, required=False)

    def __init__(self, *args: Any, members: QuerySet[ConsortiumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = members.select_related("organisation")

    def clean(self) -> dict[str, Any]:
        """Money of a third party bears its name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("third_cents") and not cleaned.get("third_party") and "third_party" not in self.errors:
            self.add_error("third_party", _("Say who the third party is."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The line's fields, as far as they could be read."""
        cleaned = super().values
        return {**cleaned, **{name: cleaned.get(name) or 0 for name in self.AMOUNTS}}


class WorkPackageForm(PlanRowForm):
    """A part of the plan, inside the period of the call."""

    title = PastedField(label=_("Work package"), max_length=200)
    description = PastedField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    def clean_starts_on(self) -> date:
        """A day inside the period."""
        starts_on: date = self.cleaned_data["starts_on"]
        require_in_period(self.call, starts_on)
        return starts_on

    def clean_ends_on(self) -> date:
        """A day inside the period, not before the first."""
        ends_on: date = self.cleaned_data["ends_on"]
        require_in_period(self.call, ends_on)
        if (starts_on := self.cleaned_data.get("starts_on")) and ends_on < starts_on:
            raise forms.ValidationError(_("The last day lies before the first day."))
        return ends_on


class MilestoneForm(PlanRowForm):
    """One step of the plan, inside the period of the call."""

    title = PastedField(label=_("Step"), max_length=200)
    due_on = forms.DateField(label=_("Reached by"), widget=DayInput())
    work_package = forms.ModelChoiceField(
        label=_("Work package"),
        queryset=WorkPackage.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("The step then lies inside the days of the package."),
    )

    def __init__(self, *args: Any, call: Call, packages: QuerySet[WorkPackage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        field = self.fields["work_package"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = packages

    def clean_due_on(self) -> date:
        """A day inside the period."""
        due_on: date = self.cleaned_data["due_on"]
        require_in_period(self.call, due_on)
        return due_on

    def clean(self) -> dict[str, Any]:
        """A day inside the package of the step."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        package, due_on = cleaned.get("work_package"), cleaned.get("due_on")
        if package and due_on:
            kept(self, lambda: require_inside(package, due_on), "due_on")
        return cleaned


class ProposalAttachmentForm(forms.Form):
    """A file that belongs to a proposal, of a kind and size that its call takes."""

    title = PastedField(label=_("Title"), max_length=200)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ", ".join(str(FileKind(kind).label) for kind in call.file_kinds) or gettext("all kinds")
        self.fields["file"] = UploadField(
            label=_("File"),
            kinds=allowed_kinds(call.file_kinds),
            largest=call.max_file_megabytes * MEGABYTE,
            help_text=gettext("%(kinds)s. At most %(one)s megabytes, and all files together at most %(all)s megabytes.")
            % {"kinds": kinds, "one": call.max_file_megabytes, "all": call.max_total_megabytes},
        )
