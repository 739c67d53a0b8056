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
        CallState.CLOSED: frozenset({CallState.REVIEW, CallState.DECIDED}),
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
    ELIGIBLE = "eligible", _("The lead school is a school")
    CONFIRMED = "confirmed", _("Every partner confirmed its role")
    PARTNERSHIP = "partnership", _("Education and the labour market both take part")
    AMOUNT = "amount", _("The amount asked is within the maximum of the call")


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
