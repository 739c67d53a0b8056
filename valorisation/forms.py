"""The shape of input in valorisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from innovet.files.forms import UploadsField
from innovet.kit.inputs import SmallCheckboxes
from valorisation.enums import VALUES, Facet, Licence, QualityCriterion, ResourceKind
from valorisation.models import LearningResource

LONGEST_SEARCH = 100


class ResourceForm(forms.Form):
    """What a school tells about its material; `revision` says which text it read."""

    marks_optional = False

    kind = forms.ChoiceField(label=_("Kind"), choices=ResourceKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=150)
    summary = forms.CharField(
        label=_("Summary"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("Stands in the catalogue.")
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("For whom, with which goals, how you used it in class, and what you learned. Markdown is allowed."),
    )
    makers = forms.CharField(
        label=_("Makers"), max_length=300, required=False, help_text=_("The names that colleagues should mention.")
    )
    study_domain = forms.MultipleChoiceField(
        label=_("Study domains"),
        choices=VALUES[Facet.STUDY_DOMAIN].choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    grade = forms.MultipleChoiceField(
        label=_("Grades"), choices=VALUES[Facet.GRADE].choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    finality = forms.MultipleChoiceField(
        label=_("Finality"), choices=VALUES[Facet.FINALITY].choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=Licence.choices, widget=forms.RadioSelect)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, resource: LearningResource) -> "ResourceForm":
        """The form with what stands now."""
        names = ("kind", "title", "summary", "description", "makers", "licence", "revision")
        initial: dict[str, Any] = {name: getattr(resource, name) for name in names}
        for facet in resource.facets.all():
            initial.setdefault(facet.facet, []).append(facet.value)
        return cls(initial=initial)


class FilesForm(forms.Form):
    """Files to add."""

    marks_optional = False

    uploads = UploadsField(label=_("Files"), required=False, help_text=_("You can choose several files at once."))


class LinkForm(forms.Form):
    """A link to add."""

    prefix = "link"

    title = forms.CharField(label=_("Title of the link"), max_length=150)
    address = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")


class QualityReviewForm(forms.Form):
    """A quality reviewer's findings."""

    criteria_met = forms.MultipleChoiceField(
        label=_("What is met?"), choices=QualityCriterion.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    remarks = forms.CharField(
        label=_("Remarks for the makers"), max_length=5000, required=False, widget=forms.Textarea({"rows": 6})
    )


class WithdrawForm(forms.Form):
    """Why a resource leaves the catalogue."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class CatalogueForm(forms.Form):
    """What a teacher looks for; nothing is required and an unknown value is simply left out."""

    q = forms.CharField(label=_("Search words"), max_length=LONGEST_SEARCH, required=False)
    study_domain = forms.MultipleChoiceField(
        label=_("Study domain"),
        choices=VALUES[Facet.STUDY_DOMAIN].choices,
        required=False,
        widget=SmallCheckboxes,
    )
    grade = forms.MultipleChoiceField(
        label=_("Grade"), choices=VALUES[Facet.GRADE].choices, required=False, widget=SmallCheckboxes
    )
    finality = forms.MultipleChoiceField(
        label=_("Finality"), choices=VALUES[Facet.FINALITY].choices, required=False, widget=SmallCheckboxes
    )

    def asked(self) -> dict[str, Any]:
        """The clean answers, with what is not valid left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or ("" if name == "q" else []) for name in self.fields}
