"""Closed lists of the judgement: readings, conflicts of interest, decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


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


class ConflictGrade(models.TextChoices):
    """What a found link does: it bars, it asks the person's word, or it is told only."""

    BLOCK = "block", _("bars")
    DECLARE = "declare", _("asks a statement")
    NOTE = "note", _("for information")


class ConflictKind(models.TextChoices):
    """The link between a person and a proposal, closest first."""

    SAME_ORGANISATION = "same_organisation", _("works at the lead school")
    PARTNER = "partner", _("works at a partner")
    NAMED = "named", _("is named in the proposal")
    SAME_BOARD = "same_board", _("same school board")
    SAME_COMMUNITY = "same_community", _("same school community")
    SAME_GROUP = "same_group", _("same school group")
    COMPANY_GROUP = "company_group", _("same group of companies")
    OWN = "own", _("another link")
    SHARED_PARTNER = "shared_partner", _("worked together before")
    SAME_NETWORK = "same_network", _("same education network")
    SAME_PROVINCE = "same_province", _("same province")

    @property
    def grade(self) -> ConflictGrade:
        """What this link does when it is found."""
        if self in {self.SAME_ORGANISATION, self.PARTNER, self.NAMED}:
            return ConflictGrade.BLOCK
        is_told_only = self in {self.SHARED_PARTNER, self.SAME_NETWORK, self.SAME_PROVINCE}
        return ConflictGrade.NOTE if is_told_only else ConflictGrade.DECLARE


class ConflictState(models.TextChoices):
    """Where a conflict of interest stands; only a confirmed one bars."""

    PROPOSED = "proposed", _("asks a statement")
    CONFIRMED = "confirmed", _("stands")
    DISMISSED = "dismissed", _("dismissed")


CONFLICT_FLOW = Flow[ConflictState](
    {
        ConflictState.PROPOSED: frozenset({ConflictState.CONFIRMED, ConflictState.DISMISSED}),
        ConflictState.CONFIRMED: frozenset({ConflictState.DISMISSED}),
        ConflictState.DISMISSED: frozenset({ConflictState.CONFIRMED}),
    }
)


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
