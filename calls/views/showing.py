"""What the pages of a proposal show: its menu and its content in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.domain.proposals import describe_proposal
from calls.models import Proposal
from calls.views.badges import Badge
from innovet.education import Province
from projects.enums import BudgetCategory, MemberRole, MemberState


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the draft in its menu."""

    label: str | Promise
    url: str
    is_current: bool


PARTS = (
    ("proposal_edit", _("Core")),
    ("proposal_answers", _("Questions")),
    ("proposal_partners", _("Partners")),
    ("proposal_budget", _("Budget")),
    ("proposal_plan", _("Plan")),
    ("proposal_submit", _("Check and hand in")),
)
TONES = {MemberState.CONFIRMED: "green", MemberState.DECLINED: "red", MemberState.INVITED: "yellow"}


def parts_of(proposal: Proposal, current: str) -> list[Part]:
    """The menu of a draft."""
    return [Part(label, reverse(name, args=[proposal.pk]), name == current) for name, label in PARTS]


def content_of(proposal: Proposal) -> dict[str, Any]:
    """What a proposal says, with its codes in words."""
    content = describe_proposal(proposal)
    return {
        **content,
        "province": Province(content["province"]).label if content["province"] else "",
        "members": [_member_in_words(member) for member in content["members"]],
        "budget": [{**line, "category": BudgetCategory(line["category"]).label} for line in content["budget"]],
        "milestones": [{**step, "due_on": date.fromisoformat(step["due_on"])} for step in content["milestones"]],
    }


def member_badge(state: str) -> Badge:
    """Where a partner's answer stands."""
    return Badge(MemberState(state).label, TONES.get(MemberState(state), "grey"))


def _member_in_words(member: dict[str, Any]) -> dict[str, Any]:
    return {**member, "role": MemberRole(member["role"]).label, "badge": member_badge(member["state"])}
