"""The shape of a judgement: formal check, readers, review, decision."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from calls.domain.reviews import Given
from calls.enums import Outcome
from calls.models import Criterion, Decision, Review
from innovet.accounts.models import User
from innovet.kit.inputs import EuroField, RowsField

LONG = {"rows": 6}


class ReasonForm(forms.Form):
    """An act that asks a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalReasonForm(forms.Form):
    """An act that may have a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AssignForm(forms.Form):
    """Which readers get a proposal."""

    readers = RowsField(label=_("Readers"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, readers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = readers  # type: ignore[attr-defined]  # a choice field


class ConflictForm(forms.Form):
    """A coordinator notes a conflict of somebody else."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a choice field


class ReviewForm(forms.Form):
    """A score and a text per criterion."""

    marks_optional = False

    remark = forms.CharField(
        label=_("Remark for the coordinator"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Does not stand in the letter, but may be asked for."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name,
                choices=[(level, f"{level}: {text}") for level, text in enumerate(criterion.levels)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                help_text=escape(criterion.description),
            )
            self.fields[f"text_{criterion.pk}"] = forms.CharField(
                label=_("Explanation: %(criterion)s") % {"criterion": criterion.name},
                max_length=8000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.order_fields([name for name in self.fields if name not in {"remark", "revision"}])

    @staticmethod
    def initial_of(review: Review) -> dict[str, Any]:
        """What the form shows of a review."""
        initial: dict[str, Any] = {"remark": review.remark, "revision": review.revision}
        for score in review.scores.all():
            initial[f"points_{score.criterion_id}"] = score.points
            initial[f"text_{score.criterion_id}"] = score.text
        return initial

    @property
    def given(self) -> dict[int, Given]:
        """What was given per criterion."""
        cleaned = self.cleaned_data
        return {
            criterion.pk: Given(cleaned[f"points_{criterion.pk}"], cleaned[f"text_{criterion.pk}"])
            for criterion in self.criteria
        }


class DecisionForm(forms.Form):
    """The outcome, the grant and the motivation."""

    marks_optional = False

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(value.value, value.label) for value in Outcome if value != Outcome.INADMISSIBLE],
        widget=forms.RadioSelect,
    )
    grant_cents = EuroField(label=_("Grant in euro"), required=False, help_text=_("When selected."))
    motivation = forms.CharField(
        label=_("Motivation of the whole"), max_length=8000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"reason_{criterion.pk}"] = forms.CharField(
                label=_("Motivation: %(criterion)s") % {"criterion": criterion.name},
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @staticmethod
    def initial_of(decision: Decision | None) -> dict[str, Any]:
        """What the form shows of a decision; revision 0 for none."""
        if decision is None:
            return {"revision": 0}
        names = ("outcome", "grant_cents", "motivation", "revision")
        return {name: getattr(decision, name) for name in names} | {
            f"reason_{reason.criterion_id}": reason.text for reason in decision.reasons.all()
        }

    @property
    def reasons(self) -> Mapping[int, str]:
        """The motivation per criterion."""
        return {criterion.pk: self.cleaned_data[f"reason_{criterion.pk}"] for criterion in self.criteria}
