"""What the pages of a proposal show: its menu and its content in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.domain.core import asked_fields
from calls.domain.proposals import describe_proposal
from calls.enums import ApprovalRule
from calls.forms.core import SECTIONS, CoreForm
from calls.forms.core import in_words as core_in_words
from calls.models import Proposal
from calls.views.badges import Badge
from innovet.education import Province
from innovet.kit.formats import euro
from innovet.kit.inputs import EuroField
from projects.enums import BudgetCategory, MemberRole, MemberState, Reach


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the draft in its menu."""

    label: str | Promise
    url: str
    is_current: bool
    is_next: bool


PARTS = (
    ("proposal_edit", _("Core")),
    ("proposal_answers", _("Questions")),
    ("proposal_partners", _("Partners")),
    ("proposal_budget", _("Budget")),
    ("proposal_plan", _("Plan")),
    ("proposal_attachments", _("Attachments")),
    ("proposal_approvals", _("Approval")),
    ("proposal_team", _("Team")),
    ("proposal_submit", _("Check and hand in")),
)
TONES = {
    MemberState.CONFIRMED: "green",
    MemberState.DECLINED: "red",
    MemberState.INVITED: "yellow",
    MemberState.CHANGE_ASKED: "orange",
    MemberState.WITHDRAWN: "red",
}


def parts_of(proposal: Proposal, current: str) -> list[Part]:
    """The menu of a draft; approval where the call asks it."""
    off = {"proposal_approvals"} if proposal.call.approval_rule == ApprovalRule.NONE else set()
    parts = [part for part in PARTS if part[0] not in off]
    before = ["", *(name for name, _label in parts)]
    return [
        Part(label, reverse(name, args=[proposal.pk]), name == current, earlier == current)
        for (name, label), earlier in zip(parts, before, strict=False)
    ]


def content_of(proposal: Proposal) -> dict[str, Any]:
    """What a proposal says, with its codes in words."""
    content = describe_proposal(proposal)
    return {
        **content,
        "province": Province(content["province"]).label if content["province"] else "",
        "core": _core_in_words(proposal),
        "members": [_member_in_words(member) for member in content["members"]],
        "budget": [{**line, "category": BudgetCategory(line["category"]).label} for line in content["budget"]],
        "work_packages": [_with_days(one, "starts_on", "ends_on") for one in content["work_packages"]],
        "milestones": [_with_days(step, "due_on") for step in content["milestones"]],
    }


def in_words(form: forms.Form, row: object) -> list[tuple[str | Promise, object]]:
    """What stands in a row, field by field of the form that changes it: beside it stands what was typed."""
    facts: list[tuple[str | Promise, object]] = []
    for bound in form.visible_fields():
        value = getattr(row, bound.name)
        shown = getattr(row, f"get_{bound.name}_display", None)
        if shown is not None:
            value = shown()
        elif isinstance(bound.field, EuroField):
            value = euro(value)
        elif isinstance(value, date):
            value = date_format(value, "j F Y")
        facts.append((bound.label, value))
    return facts


def member_badge(state: str) -> Badge:
    """Where a partner's answer stands."""
    return Badge(MemberState(state).label, TONES.get(MemberState(state), "grey"))


def _core_in_words(proposal: Proposal) -> list[tuple[str | Promise, str]]:
    """The fields of the core that the call asks, but the title, which heads the page."""
    asked = [name for _title, names in SECTIONS for name in names if name in asked_fields(proposal.call)]
    values = {name: getattr(proposal, name) for name in asked if name != "title"}
    return [(CoreForm.base_fields[name].label or name, core_in_words(name, value)) for name, value in values.items()]


def _with_days(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) for name in names}}


def _member_in_words(member: dict[str, Any]) -> dict[str, Any]:
    return {
        **member,
        "role": MemberRole(member["role"]).label,
        "reach": Reach(member["reach"]).label if member["reach"] else "",
        "badge": member_badge(member["state"]),
    }
