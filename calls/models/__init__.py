"""Models of calls."""

from calls.models.announcements import (
    Addendum,
    ApplicantQuestion,
    CallAttachment,
    CallSubscription,
    Extension,
    ExtensionMove,
)
from calls.models.approvals import Approval, ApprovalMove, Completion, CompletionMove, TurnDown, TurnDownMove
from calls.models.calls import BudgetRule, Call, CallMove, Criterion, Envelope
from calls.models.conflicts import ConflictOfInterest, ConflictOfInterestMove, ConflictStatement
from calls.models.decisions import Decision, DecisionMove, DecisionReason
from calls.models.parts import CallParts, parts_of
from calls.models.proposals import FormalCheck, Proposal, ProposalAttachment, ProposalMove, ProposalVersion
from calls.models.reviews import Review, ReviewMove, Score
from calls.models.teams import FieldEdit, HelpRequest, HelpVisit, ProposalRole, TeamInvitation, TeamInvitationMove

__all__ = [
    "Addendum",
    "ApplicantQuestion",
    "Approval",
    "ApprovalMove",
    "BudgetRule",
    "Call",
    "CallAttachment",
    "CallMove",
    "CallParts",
    "CallSubscription",
    "Completion",
    "CompletionMove",
    "ConflictOfInterest",
    "ConflictOfInterestMove",
    "ConflictStatement",
    "Criterion",
    "Decision",
    "DecisionMove",
    "DecisionReason",
    "Envelope",
    "Extension",
    "ExtensionMove",
    "FieldEdit",
    "FormalCheck",
    "HelpRequest",
    "HelpVisit",
    "Proposal",
    "ProposalAttachment",
    "ProposalMove",
    "ProposalRole",
    "ProposalVersion",
    "Review",
    "ReviewMove",
    "Score",
    "TeamInvitation",
    "TeamInvitationMove",
    "TurnDown",
    "TurnDownMove",
    "parts_of",
]
