"""The shape of what people say about conflicts of interest."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from calls.enums import ConflictGrade
from calls.models import ConflictOfInterest, Proposal
from innovet.accounts.models import User


class ConflictForm(forms.Form):
    """A coordinator notes a conflict of somebody else."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a choice field


class StatementForm(forms.Form):
    """A person says of each proposal whether there is a conflict; with `rest` the ones without an answer have none."""

    NONE, CONFLICT = "none", "conflict"
    ANSWERS = ((NONE, _("no conflict")), (CONFLICT, _("conflict of interest")))

    marks_optional = False

    def __init__(
        self, *args: Any, proposals: Iterable[Proposal], found: dict[int, ConflictOfInterest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = list(proposals)
        self.found = found
        for proposal in self.proposals:
            self.fields[f"answer_{proposal.pk}"] = forms.ChoiceField(
                label=_("Your link with %(title)s") % {"title": proposal},
                choices=self.ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{proposal.pk}"] = forms.CharField(
                label=_("Explanation"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        """A conflict is explained, and so is the denial of a close link."""
        cleaned = super().clean() or {}
        for proposal in self.proposals:
            answer, reason = self._said(proposal)
            if answer == self.CONFLICT and not reason:
                self.add_error(f"reason_{proposal.pk}", _("Tell what the conflict of interest is."))
            elif answer == self.NONE and not reason and self._asks_a_word(proposal):
                self.add_error(f"reason_{proposal.pk}", _("Say why this link is no conflict."))
        return cleaned

    @property
    def conflicts(self) -> dict[int, str]:
        """The explanation of each conflict, by proposal id."""
        return self._reasons({self.CONFLICT})

    @property
    def denials(self) -> dict[int, str]:
        """What was said where there is no conflict, by proposal id."""
        return self._reasons({self.NONE, ""})

    def answered(self, *, with_rest: bool) -> list[Proposal]:
        """The proposals with an answer; with the rest also those without one, unless a close link asks a word."""
        return [
            proposal
            for proposal in self.proposals
            if self._said(proposal)[0] or (with_rest and not self._asks_a_word(proposal))
        ]

    def rows(self) -> list[tuple[Proposal, ConflictOfInterest | None, forms.BoundField, forms.BoundField]]:
        """Each proposal with the link that was found and its two fields."""
        return [
            (proposal, self.found.get(proposal.pk), self[f"answer_{proposal.pk}"], self[f"reason_{proposal.pk}"])
            for proposal in self.proposals
        ]

    def _said(self, proposal: Proposal) -> tuple[str, str]:
        said = self.cleaned_data
        return said.get(f"answer_{proposal.pk}", ""), said.get(f"reason_{proposal.pk}", "").strip()

    def _reasons(self, answers: Collection[str]) -> dict[int, str]:
        said = {proposal.pk: self._said(proposal) for proposal in self.proposals}
        return {pk: reason for pk, (answer, reason) in said.items() if answer in answers}

    def _asks_a_word(self, proposal: Proposal) -> bool:
        link = self.found.get(proposal.pk)
        return link is not None and link.grade == ConflictGrade.DECLARE
