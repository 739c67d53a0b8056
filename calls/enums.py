"""Closed lists of calls, and the moves allowed between states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class CallState(models.TextChoices):
    """Where a call stands; whether proposals may come in depends on its moments as well."""

    DRAFT = "draft", _("in preparation")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    REVIEW = "review", _("in review")
    DELIBERATION = "deliberation", _("in deliberation")
    DECIDED = "decided", _("decided")


CALL_FLOW = Flow[CallState](
    {
        CallState.DRAFT: frozenset({CallState.PUBLISHED}),
        CallState.PUBLISHED: frozenset({CallState.CLOSED}),
        CallState.CLOSED: frozenset({CallState.PUBLISHED, CallState.REVIEW, CallState.DECIDED}),
        CallState.REVIEW: frozenset({CallState.DELIBERATION}),
        CallState.DELIBERATION: frozenset({CallState.DECIDED}),
        CallState.DECIDED: frozenset(),
    }
)


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


class ReviewState(models.TextChoices):
    """Where a reading stands; a void one is kept and never counts."""

    OPEN = "open", _("to be done")
    SUBMITTED = "submitted", _("handed in")
    VOID = "void", _("void")


REVIEW_FLOW = Flow[ReviewState](
    {
        ReviewState.OPEN: frozenset({ReviewState.SUBMITTED, ReviewState.VOID}),
        ReviewState.SUBMITTED: frozenset({ReviewState.OPEN, ReviewState.VOID}),
        ReviewState.VOID: frozenset(),
    }
)


class ConflictOrigin(models.TextChoices):
    """How a conflict of interest became known."""

    FOUND = "found", _("found automatically")
    DECLARED = "declared", _("declared by the person")
    COORDINATOR = "coordinator", _("noted by a coordinator")


class Outcome(models.TextChoices):
    """What a decision says."""

    SELECTED = "selected", _("selected")
    RESERVE = "reserve", _("on the reserve list")
    REJECTED = "rejected", _("not selected")
    INADMISSIBLE = "inadmissible", _("inadmissible")


class DecisionState(models.TextChoices):
    """A decision is prepared, then its letter is released; only then it is known outside."""

    PREPARED = "prepared", _("prepared")
    RELEASED = "released", _("released")


DECISION_FLOW = Flow[DecisionState](
    {
        DecisionState.PREPARED: frozenset({DecisionState.RELEASED}),
        DecisionState.RELEASED: frozenset(),
    }
)


class ScoreKind(models.TextChoices):
    """Which score of a proposal counts; printed with two decimals, half up."""

    MEAN = "mean", _("mean of the readings")
    MEDIAN = "median", _("median of the readings")


class RankingRule(models.TextChoices):
    """The one ranking by which the call selects."""

    OVERALL = "overall", _("one ranking over all proposals")
    PER_ENVELOPE = "per_envelope", _("one ranking per envelope")


class TieStep(models.TextChoices):
    """What parts equals, in the order the call gives; never the moment of handing in."""

    CRITERIA = "criteria", _("the score on the criteria, in the order of the call")
    FIRST_TIME = "first_time", _("a school that takes part for the first time")
    DRAW = "draw", _("a draw by the chair, noted in the minutes")


class YieldRule(models.TextChoices):
    """Who yields when the envelopes together exceed the total."""

    LOWEST_OVERALL = "lowest_overall", _("the selected proposal with the lowest total score, over all envelopes")
    LARGEST_ENVELOPE = "largest_envelope", _("the lowest ranked proposal of the envelope that uses most")


class LeftoverRule(models.TextChoices):
    """What happens with money left in an envelope."""

    UNSPENT = "unspent", _("it stays unspent")
    SECOND_ROUND = "second_round", _("one second round over all provinces, in overall ranking")


class ConfirmationRule(models.TextChoices):
    """When partners must have confirmed."""

    BEFORE = "before", _("before handing in")
    AFTER_CLOSING = "after_closing", _("by a date after closing")
    NONE = "none", _("not needed")


class ApprovalRule(models.TextChoices):
    """Who approves a proposal for the school."""

    NONE = "none", _("nobody")
    HEAD = "head", _("the head")
    HEAD_AND_BOARD = "head_and_board", _("the head and the school board")


class LimitCounts(models.TextChoices):
    """Over what the number of proposals is counted."""

    SCHOOL = "school", _("per school, all its numbers together")
    BOARD = "board", _("per school board")


class LimitRoles(models.TextChoices):
    """In which role a proposal counts for the limit."""

    LEAD = "lead", _("as lead school only")
    ANY = "any", _("as lead or partner school")


class CoreField(models.TextChoices):
    """Parts of the core that a call may switch off, as long as no rule of its own uses them."""

    STUDY_DOMAINS = "study_domains", _("study domains")
    OLD_FORMS = "old_forms", _("old forms of education")
    GRADES = "grades", _("grades and years")
    REACH = "reach", _("pupils and teachers reached")
    PERIOD = "period", _("period")
    REPLICABILITY = "replicability", _("replicability")
    TRANSLATION = "translation", _("didactic translation")
    FREED_HOURS = "freed_hours", _("freed hours")
    ANCHORING = "anchoring", _("who keeps it alive")
    BENEFICIARY = "beneficiary", _("beneficiary school board")
    MINIMUM_AMOUNT = "minimum_amount", _("minimum workable amount")


class Fit(models.TextChoices):
    """What a rule of a call says of a school that asks whether it can take part."""

    YES = "yes", _("this fits")
    OPEN = "open", _("not known yet")
    NO = "no", _("this does not fit")


class PartnerSide(models.TextChoices):
    """What the partnership rule can ask of the partners together; one partner may count for several."""

    KNOWLEDGE = "knowledge", _("a partner from education or knowledge")
    LABOUR = "labour", _("a partner from the labour market")
    LOCAL = "local", _("a partner around the school")
    SUPRALOCAL = "supralocal", _("a partner that works in the whole region or sector")


class ExtensionReason(models.TextChoices):
    """Why the closing moment moves."""

    OUTAGE = "outage", _("the portal was out of order")
    FORCE_MAJEURE = "force_majeure", _("force majeure at the school")
    WRONG_INFORMATION = "wrong_information", _("wrong information was given")
    ADDENDUM = "addendum", _("the rules changed")
    OTHER = "other", _("another reason")


class ExtensionState(models.TextChoices):
    """An extension for one school needs a second coordinator."""

    PROPOSED = "proposed", _("waits for a second coordinator")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


EXTENSION_FLOW = Flow[ExtensionState](
    {
        ExtensionState.PROPOSED: frozenset({ExtensionState.GRANTED, ExtensionState.REFUSED}),
        ExtensionState.GRANTED: frozenset(),
        ExtensionState.REFUSED: frozenset(),
    }
)


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
