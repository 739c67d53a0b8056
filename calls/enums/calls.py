"""Closed lists of calls: their states, their rules, their extensions."""

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


class ConflictScope(models.TextChoices):
    """From what an applicant, partner or named person is barred as a judge."""

    PROPOSAL = "proposal", _("from that proposal")
    ENVELOPE = "envelope", _("from the envelope in which that proposal competes")
    CALL = "call", _("from the whole call")


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
