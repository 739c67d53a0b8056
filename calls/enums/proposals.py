"""Closed lists of proposals: their states, their teams, the formal check."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class ProposalState(models.TextChoices):
    """Where a proposal stands; applicants learn an outcome only when its letter is released."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ADMISSIBLE = "admissible", _("admissible")
    INADMISSIBLE = "inadmissible", _("inadmissible")
    SELECTED = "selected", _("selected")
    RESERVE = "reserve", _("on the reserve list")
    REJECTED = "rejected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")


PROPOSAL_FLOW = Flow[ProposalState](
    {
        ProposalState.DRAFT: frozenset({ProposalState.SUBMITTED, ProposalState.WITHDRAWN}),
        ProposalState.SUBMITTED: frozenset(
            {
                ProposalState.DRAFT,
                # A change that is handed in takes the place of what stood.
                ProposalState.SUBMITTED,
                ProposalState.ADMISSIBLE,
                ProposalState.INADMISSIBLE,
                ProposalState.WITHDRAWN,
            }
        ),
        ProposalState.ADMISSIBLE: frozenset(
            {
                ProposalState.SELECTED,
                ProposalState.RESERVE,
                ProposalState.REJECTED,
                ProposalState.WITHDRAWN,
            }
        ),
        ProposalState.INADMISSIBLE: frozenset({ProposalState.WITHDRAWN}),
        ProposalState.SELECTED: frozenset(),
        ProposalState.RESERVE: frozenset({ProposalState.SELECTED, ProposalState.REJECTED}),
        ProposalState.REJECTED: frozenset(),
        ProposalState.WITHDRAWN: frozenset(),
    }
)


class Requirement(models.TextChoices):
    """What the formal check looks at; the code stands in the record."""

    IN_TIME = "in_time", _("Handed in before the closing moment")
    COMPLETE = "complete", _("Every required part is filled in")
    ELIGIBLE = "eligible", _("The lead school may apply: its kind, finality and education network")
    LIMIT = "limit", _("Not more proposals than the call takes")
    CONFIRMED = "confirmed", _("Every partner answered, or its time is over")
    APPROVED = "approved", _("The school approved the proposal")
    PARTNERSHIP = "partnership", _("The partners that the call asks take part")
    AMOUNT = "amount", _("The amount asked is within the minimum and maximum of the call")
    BUDGET = "budget", _("The budget follows the rules of the call")
    FILES = "files", _("The attachments are of the kinds and sizes that the call takes")


class FormalProblem(models.TextChoices):
    """Why a formal requirement is not met; the code stands in the record, so that reasons can be counted."""

    LATE = "late", _("handed in too late")
    PARTS_MISSING = "parts_missing", _("parts are missing")
    KIND = "kind", _("this kind of organisation may not apply")
    FINALITY = "finality", _("no finality that may take part")
    NETWORK = "network", _("this education network may not take part")
    OVER_LIMIT = "over_limit", _("more proposals than the call takes")
    NO_PARTNER = "no_partner", _("no partner")
    UNCONFIRMED = "unconfirmed", _("a partner still has time to confirm")
    UNAPPROVED = "unapproved", _("the school did not approve")
    NO_KNOWLEDGE = "no_knowledge", _("no partner from education or knowledge")
    NO_LABOUR = "no_labour", _("no partner from the labour market")
    NO_LOCAL = "no_local", _("no local partner")
    NO_SUPRALOCAL = "no_supralocal", _("no supra-local partner")
    AMOUNT = "amount", _("the amount asked is outside what the call gives")
    COSTS = "costs", _("the budget breaks a rule")
    FILE_KIND = "file_kind", _("a file of a kind that the call does not take")
    FILE_SIZE = "file_size", _("a file is too large")
    FILES_SIZE = "files_size", _("all files together are too large")
    JUDGED = "judged", _("a coordinator found so")


class TeamRole(models.TextChoices):
    """What a person may do with one proposal."""

    HOLDER = "holder", _("holder")
    EDITOR = "editor", _("writes along")
    READER = "reader", _("reads along")


WRITING_ROLES = (TeamRole.HOLDER, TeamRole.EDITOR)


class TeamInvitationState(models.TextChoices):
    """Where an invitation to a team stands."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


TEAM_INVITATION_FLOW = Flow[TeamInvitationState](
    {
        TeamInvitationState.SENT: frozenset({TeamInvitationState.ACCEPTED, TeamInvitationState.WITHDRAWN}),
        TeamInvitationState.ACCEPTED: frozenset(),
        TeamInvitationState.WITHDRAWN: frozenset(),
    }
)


class Approver(models.TextChoices):
    """Who approves for the school."""

    HEAD = "head", _("head")
    BOARD = "board", _("school board")


class ApprovalState(models.TextChoices):
    """Where an approval stands; it lapses when amount, partners or core texts change."""

    ASKED = "asked", _("asked")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("lapsed")


APPROVAL_FLOW = Flow[ApprovalState](
    {
        ApprovalState.ASKED: frozenset({ApprovalState.APPROVED, ApprovalState.DECLINED, ApprovalState.LAPSED}),
        ApprovalState.APPROVED: frozenset({ApprovalState.LAPSED}),
        ApprovalState.DECLINED: frozenset(),
        ApprovalState.LAPSED: frozenset(),
    }
)


class FormalPart(models.TextChoices):
    """Formal parts that a call may let schools complete after closing; never answers on content, never amounts."""

    BENEFICIARY = "beneficiary", _("beneficiary school board and signatory")
    CONFIRMATIONS = "confirmations", _("confirmations of partners")
    APPROVAL = "approval", _("approval by the school")
    LETTERS = "letters", _("signed letters of intent")
    ATTACHMENTS = "attachments", _("attachments")


class CompletionState(models.TextChoices):
    """Where a request to complete formal parts stands."""

    OPEN = "open", _("waits for the school")
    ANSWERED = "answered", _("completed")
    EXPIRED = "expired", _("not completed in time")


COMPLETION_FLOW = Flow[CompletionState](
    {
        CompletionState.OPEN: frozenset({CompletionState.ANSWERED, CompletionState.EXPIRED}),
        CompletionState.ANSWERED: frozenset(),
        CompletionState.EXPIRED: frozenset(),
    }
)


class TurnDownState(models.TextChoices):
    """Finding a proposal inadmissible takes two coordinators."""

    PROPOSED = "proposed", _("waits for a second coordinator")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("sent back")


TURN_DOWN_FLOW = Flow[TurnDownState](
    {
        TurnDownState.PROPOSED: frozenset({TurnDownState.CONFIRMED, TurnDownState.REJECTED}),
        TurnDownState.CONFIRMED: frozenset(),
        TurnDownState.REJECTED: frozenset(),
    }
)
