"""The shape of a formal judgement: exceptions, turning down, asking to complete, and what a school completes."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.domain.checks import Finding
from calls.domain.completions import BENEFICIARY, Completed
from calls.domain.core import asked_fields
from calls.enums import FormalPart, Requirement
from calls.forms.core import CoreForm
from calls.forms.proposals import PartnerForm
from calls.models import Call, Completion
from calls.models.rules import MEGABYTE
from innovet.files.enums import FileKind
from innovet.files.forms import UploadField, UploadsField
from projects.domain.consortia import LARGEST_LETTER, LETTER_KINDS
from projects.enums import MemberState
from projects.models import ConsortiumMember

# What a partner may ask to change after submission: never its euros.
TERMS = ("role", "reach", "contribution", "in_kind", "hours")


def _reason_field(label: Any, *, required: bool, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget, help_text=help_text)


class OverruleForm(forms.Form):
    """A reason for each requirement that is not met and is accepted nevertheless."""

    def __init__(self, *args: Any, failing: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in failing:
            label = _("Accept although not met: %(requirement)s") % {"requirement": finding.requirement.label}
            self.fields[finding.requirement.value] = _reason_field(
                label, required=True, help_text=_("Give the reason; it stays in the file.")
            )

    @property
    def overrules(self) -> Mapping[str, str]:
        """The reason per requirement."""
        return dict(self.cleaned_data)


class TurnDownForm(forms.Form):
    """A reason for each requirement that is not met, and the motivation of the whole."""

    marks_optional = False

    motivation = forms.CharField(
        label=_("Motivation"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Stands in the letter, above the reasons and the text on appeal."),
    )

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in sorted(findings, key=lambda finding: finding.is_met):
            words = "; ".join(str(problem) for problem in finding.problems)
            self.fields[finding.requirement.value] = _reason_field(
                _("Not met: %(requirement)s") % {"requirement": finding.requirement.label},
                required=False,
                help_text=_("Found by the portal: %(problems)s") % {"problems": words} if words else "",
            )
        self.order_fields([*(name for name in self.fields if name != "motivation"), "motivation"])

    @property
    def unmet(self) -> dict[str, str]:
        """The reason per requirement that is not met."""
        reasons = {code: self.cleaned_data.get(code, "") for code in Requirement.values}
        return {code: reason for code, reason in reasons.items() if reason}

    def clean(self) -> dict[str, Any]:
        """At least one requirement."""
        cleaned = super().clean() or self.cleaned_data
        if not self.unmet:
            raise forms.ValidationError(_("Give the reason of at least one requirement that is not met."))
        return cleaned


class CompletionForm(forms.Form):
    """Which formal parts a school completes, and what is wrong with them."""

    parts = forms.MultipleChoiceField(label=_("Formal parts to complete"), widget=forms.CheckboxSelectMultiple)
    explanation = forms.CharField(
        label=_("What must be completed"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The school reads this in its mail and on its page."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [choice for choice in FormalPart.choices if choice[0] in call.completion_parts]
        self.fields["parts"].choices = allowed  # type: ignore[attr-defined]  # a choice field


class CompletionAnswerForm(forms.Form):
    """Only the parts that are open: the beneficiary, files, letters, and terms that a partner asked to change."""

    def __init__(self, *args: Any, completion: Completion, members: Iterable[ConsortiumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.completion, self.members = completion, list(members)
        openers = {
            FormalPart.BENEFICIARY: self._open_beneficiary,
            FormalPart.ATTACHMENTS: self._open_files,
            FormalPart.LETTERS: self._open_letters,
            FormalPart.CONFIRMATIONS: self._open_terms,
        }
        for part, opener in openers.items():
            if part in completion.parts:
                opener()

    @property
    def completed(self) -> Completed:
        """What the school completes."""
        cleaned = self.cleaned_data
        return Completed(
            beneficiary={name: cleaned[name] for name in BENEFICIARY if name in cleaned},
            files=[(PurePath(upload.name or "").stem[:200], upload) for upload in cleaned.get("files", [])],
            letters={member.pk: cleaned[f"letter_{member.pk}"] for member in self._with_letter()},
            partners={member.pk: self._terms_of(member) for member in self._asking() if self._is_open(member)},
        )

    def _open_beneficiary(self) -> None:
        proposal = self.completion.proposal
        for name in BENEFICIARY:
            if name in asked_fields(proposal.call):
                self.fields[name] = deepcopy(CoreForm.base_fields[name])
                self.initial.setdefault(name, getattr(proposal, name))

    def _open_files(self) -> None:
        call = self.completion.proposal.call
        self.fields["files"] = UploadsField(
            label=_("Attachments to add"),
            required=False,
            kinds=frozenset(FileKind(kind) for kind in call.file_kinds) or None,
            largest=call.max_file_megabytes * MEGABYTE,
        )

    def _open_letters(self) -> None:
        for member in self.members:
            self.fields[f"letter_{member.pk}"] = UploadField(
                label=_("Signed letter of intent: %(name)s") % {"name": member.organisation.name},
                required=False,
                kinds=LETTER_KINDS,
                largest=LARGEST_LETTER,
            )

    def _open_terms(self) -> None:
        for member in self._asking():
            for name in TERMS:
                field = deepcopy(PartnerForm.base_fields[name])
                field.label = f"{member.organisation.name}: {field.label}"
                self.fields[f"partner_{member.pk}_{name}"] = field
                self.initial.setdefault(f"partner_{member.pk}_{name}", getattr(member, name))

    def _asking(self) -> list[ConsortiumMember]:
        return [member for member in self.members if member.state == MemberState.CHANGE_ASKED]

    def _is_open(self, member: ConsortiumMember) -> bool:
        return f"partner_{member.pk}_role" in self.fields

    def _terms_of(self, member: ConsortiumMember) -> dict[str, Any]:
        terms = {name: self.cleaned_data[f"partner_{member.pk}_{name}"] for name in TERMS}
        return {**terms, "hours": terms["hours"] or 0}

    def _with_letter(self) -> list[ConsortiumMember]:
        return [member for member in self.members if self.cleaned_data.get(f"letter_{member.pk}")]


class LetterForm(forms.Form):
    """The signed letter of one partner."""

    letter = UploadField(
        label=_("Signed letter of intent"),
        kinds=LETTER_KINDS,
        largest=LARGEST_LETTER,
        help_text=_("A scan or photo: PDF or image, at most 10 MB."),
    )
