"""States in words and colours, as each side may know them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.enums import CallState, ProposalState, ReviewState
from calls.models import Call, Proposal, Review

TONES: dict[str, str] = {
    CallState.PUBLISHED: "green",
    CallState.CLOSED: "yellow",
    CallState.REVIEW: "blue",
    CallState.DELIBERATION: "purple",
    ProposalState.SUBMITTED: "blue",
    ProposalState.ADMISSIBLE: "green",
    ProposalState.INADMISSIBLE: "red",
    ProposalState.SELECTED: "green",
    ProposalState.RESERVE: "yellow",
    ProposalState.REJECTED: "red",
    ReviewState.OPEN: "yellow",
}
JUDGED = {ProposalState.ADMISSIBLE, ProposalState.INADMISSIBLE}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word and its colour."""

    label: str | Promise
    tone: str


def badge_of(row: Call | Proposal | Review) -> Badge:
    """The state as the programme's side knows it."""
    return Badge(row.get_state_display(), TONES.get(row.state, "grey"))


def team_badge(proposal: Proposal) -> Badge:
    """The state as the school may know it: until the letter is released a judged proposal is in review."""
    if proposal.state in JUDGED and not proposal.is_outcome_known:
        return Badge(_("in review"), "blue")
    return badge_of(proposal)
