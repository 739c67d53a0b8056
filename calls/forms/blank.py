"""The whole form of a call without a proposal: every part with its fields, for the preview and for paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls.domain.core import OPTIONAL
from calls.forms.core import CoreForm, LongField
from calls.forms.proposals import (
    BudgetLineForm,
    MilestoneForm,
    PartnerForm,
    ProposalAttachmentForm,
    WorkPackageForm,
)
from calls.models import Call, Proposal
from innovet.education import Province
from innovet.kit.inputs import EuroField
from innovet.questions.forms import SheetForm
from innovet.questions.models import AnswerSheet
from projects.models import ConsortiumMember, WorkPackage


@dataclass(frozen=True, slots=True)
class Line:
    """One field on paper: its words, its limits, what can be chosen, and how much room it needs."""

    label: str | Promise
    hint: str | Promise
    limits: list[str]
    choices: list[str | Promise]
    is_long: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One part of the form beside the core and the questions; `slug` names the rules that stand above it."""

    slug: str
    title: str | Promise
    repeated: str | Promise
    form: forms.Form

    @property
    def lines(self) -> list[Line]:
        """Its fields on paper."""
        return lines_of(self.form.visible_fields())


class BlankForm:
    """The form of a call as somebody meets it who starts; nothing can be kept."""

    def __init__(self, call: Call) -> None:
        self.core = CoreForm(Proposal(call=call))
        self.sheet = SheetForm(AnswerSheet(questionnaire=call.questionnaire))
        self.pages = [
            Page(
                "partners", gettext_lazy("Partners"), gettext_lazy("For each partner:"), PartnerForm(prefix="partner")
            ),
            Page(
                "geld",
                gettext_lazy("Budget"),
                gettext_lazy("For each cost:"),
                BudgetLineForm(members=ConsortiumMember.objects.none(), prefix="cost"),
            ),
            Page(
                "",
                gettext_lazy("Work packages"),
                gettext_lazy("For each work package:"),
                WorkPackageForm(call=call, prefix="package"),
            ),
            Page(
                "",
                gettext_lazy("Plan"),
                gettext_lazy("For each step:"),
                MilestoneForm(call=call, packages=WorkPackage.objects.none(), prefix="step"),
            ),
            Page(
                "formulier",
                gettext_lazy("Attachments"),
                gettext_lazy("For each file:"),
                ProposalAttachmentForm(call=call, prefix="file"),
            ),
        ]

    @property
    def core_lines(self) -> list[tuple[str | Promise, list[Line]]]:
        """The parts of the core on paper."""
        return [(title, lines_of(fields)) for title, fields in self.core.sections]


def lines_of(fields: Iterable[BoundField]) -> list[Line]:
    """Fields as they stand on paper."""
    return [_line(bound) for bound in fields]


def _line(bound: BoundField) -> Line:
    field = bound.field
    choices = [label for value, label in getattr(field, "choices", []) if value != ""]
    if bound.name == "site_province":
        choices = [province.label for province in Province]
    limits = [] if choices else _limits(field)
    if bound.name in OPTIONAL:
        limits.append(_("may stay empty"))
    return Line(bound.label, field.help_text, limits, choices, isinstance(field, LongField))


def _limits(field: forms.Field) -> list[str]:
    if isinstance(field, EuroField):
        return [_("amount in euro")]
    if isinstance(field, forms.DateField):
        return [_("day")]
    if isinstance(field, forms.IntegerField):
        return [_("number from %(least)s to %(most)s") % {"least": field.min_value, "most": field.max_value}]
    most = getattr(field, "max_length", None)
    if not most:
        return []
    return [ngettext("at most %(count)d character", "at most %(count)d characters", most) % {"count": most}]
