"""Models of calls."""

from calls.models.calls import Call, CallMove, Criterion, Envelope
from calls.models.decisions import Decision, DecisionMove, DecisionReason
from calls.models.proposals import FormalCheck, Proposal, ProposalMove, ProposalVersion
from calls.models.reviews import ConflictOfInterest, Review, ReviewMove, Score

__all__ = [
    "Call",
    "CallMove",
    "ConflictOfInterest",
    "Criterion",
    "Decision",
    "DecisionMove",
    "DecisionReason",
    "Envelope",
    "FormalCheck",
    "Proposal",
    "ProposalMove",
    "ProposalVersion",
    "Review",
    "ReviewMove",
    "Score",
]
