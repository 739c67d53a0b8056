"""The rules of a call, as groups of its fields: who may apply and how, and how it selects.

They freeze with the published call; an addendum names the fields that changed.
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.enums import (
    ApprovalRule,
    ConfirmationRule,
    ConflictScope,
    LeftoverRule,
    LimitCounts,
    LimitRoles,
    RankingRule,
    ScoreKind,
    TieStep,
    YieldRule,
)
from innovet.education import Finality
from innovet.organisations.enums import OrganisationKind

MEGABYTE = 1024 * 1024


def default_finalities() -> list[str]:
    """The labour-market-oriented finalities that InnoVET is for."""
    return [Finality.DOUBLE, Finality.LABOUR_MARKET, Finality.SEVENTH_YEAR]


def default_lead_kinds() -> list[str]:
    """Schools lead."""
    return [OrganisationKind.SCHOOL]


def default_tie_steps() -> list[str]:
    """Criteria first, then newcomers, then a draw."""
    return [TieStep.CRITERIA, TieStep.FIRST_TIME, TieStep.DRAW]


class ApplicationRules(models.Model):
    """Who may apply, with whom, for what money, and what must be there by when. Terms are in working days."""

    purpose = models.TextField(_("purpose"), blank=True, default="", db_default="")
    helpdesk_hours = models.CharField(_("helpdesk hours"), max_length=200, blank=True, default="", db_default="")
    # Between these hours of a working day somebody answers; a closing moment outside them gets a warning.
    helpdesk_from = models.TimeField(_("helpdesk opens at"), null=True, blank=True)
    helpdesk_until = models.TimeField(_("helpdesk closes at"), null=True, blank=True)
    lead_kinds = models.JSONField(_("who may apply"), default=default_lead_kinds, db_default=["school"])
    finalities = models.JSONField(
        _("finalities that may take part"), default=default_finalities, blank=True, db_default=[]
    )
    networks = models.JSONField(_("education networks that may take part"), default=list, blank=True, db_default=[])
    project_starts_on = models.DateField(_("projects start from"), null=True, blank=True)
    project_ends_on = models.DateField(_("projects end by"), null=True, blank=True)
    min_grant_cents = models.PositiveBigIntegerField(_("minimum grant"), default=0, db_default=0)
    co_financing_percent = models.PositiveSmallIntegerField(
        _("minimum co-financing in percent of the whole cost"),
        default=0,
        validators=[MaxValueValidator(100)],
        db_default=0,
    )
    refused_costs = models.TextField(_("costs that are refused"), blank=True, default="", db_default="")
    needs_knowledge_partner = models.BooleanField(
        _("an education or knowledge partner is needed"), default=True, db_default=True
    )
    needs_labour_partner = models.BooleanField(_("a labour-market partner is needed"), default=True, db_default=True)
    needs_local_partner = models.BooleanField(_("a local partner is needed"), default=True, db_default=True)
    needs_supralocal_partner = models.BooleanField(_("a supra-local partner is needed"), default=True, db_default=True)
    confirmation_rule = models.CharField(
        _("partners confirm"),
        max_length=15,
        choices=ConfirmationRule,
        default=ConfirmationRule.BEFORE,
        db_default=ConfirmationRule.BEFORE,
    )
    confirmation_days = models.PositiveSmallIntegerField(
        _("working days after closing to confirm"), default=5, db_default=5
    )
    approval_rule = models.CharField(
        _("who approves"), max_length=15, choices=ApprovalRule, default=ApprovalRule.HEAD, db_default=ApprovalRule.HEAD
    )
    approval_days = models.PositiveSmallIntegerField(
        _("working days after closing to approve"), default=5, db_default=5
    )
    completion_days = models.PositiveSmallIntegerField(
        _("working days to complete formal parts"), default=5, db_default=5
    )
    completion_parts = models.JSONField(
        _("formal parts that may be completed"), default=list, blank=True, db_default=[]
    )
    limit = models.PositiveSmallIntegerField(_("proposals allowed"), null=True, blank=True)
    limit_counts = models.CharField(
        _("counted"), max_length=10, choices=LimitCounts, default=LimitCounts.SCHOOL, db_default=LimitCounts.SCHOOL
    )
    limit_roles = models.CharField(
        _("counted in which role"),
        max_length=10,
        choices=LimitRoles,
        default=LimitRoles.LEAD,
        db_default=LimitRoles.LEAD,
    )
    core_off = models.JSONField(_("parts of the core that are not asked"), default=list, blank=True, db_default=[])
    file_kinds = models.JSONField(_("kinds of file allowed"), default=list, blank=True, db_default=[])
    max_file_megabytes = models.PositiveSmallIntegerField(_("largest file in megabytes"), default=20, db_default=20)
    max_total_megabytes = models.PositiveSmallIntegerField(
        _("all files together in megabytes"), default=100, db_default=100
    )
    asks_questions_until_on = models.DateField(_("questions are taken until and including"), null=True, blank=True)

    class Meta:
        abstract = True


class SelectionRules(models.Model):
    """How proposals are scored, ranked and chosen; publishing is refused without them."""

    total_minimum = models.DecimalField(_("minimum total score"), max_digits=3, decimal_places=2, null=True, blank=True)
    readings = models.PositiveSmallIntegerField(_("readings per proposal"), default=3)
    minimum_reviews = models.PositiveSmallIntegerField(_("minimum of complete reviews"), default=2)
    score_kind = models.CharField(
        _("score that counts"), max_length=10, choices=ScoreKind, default=ScoreKind.MEAN, db_default=ScoreKind.MEAN
    )
    ranking_rule = models.CharField(
        _("ranking"),
        max_length=15,
        choices=RankingRule,
        default=RankingRule.PER_ENVELOPE,
        db_default=RankingRule.PER_ENVELOPE,
    )
    tie_steps = models.JSONField(_("equals are parted by"), default=default_tie_steps, db_default=[])
    spread_text = models.TextField(_("spread over regions, themes and sectors"), blank=True, default="", db_default="")
    max_per_school = models.PositiveSmallIntegerField(_("selected proposals per school at most"), null=True, blank=True)
    max_per_partner = models.PositiveSmallIntegerField(
        _("selected proposals per partner at most"), null=True, blank=True
    )
    yield_rule = models.CharField(
        _("who yields when envelopes exceed the total"),
        max_length=20,
        choices=YieldRule,
        default=YieldRule.LOWEST_OVERALL,
        db_default=YieldRule.LOWEST_OVERALL,
    )
    leftover_rule = models.CharField(
        _("money left over"),
        max_length=15,
        choices=LeftoverRule,
        default=LeftoverRule.UNSPENT,
        db_default=LeftoverRule.UNSPENT,
    )
    uses_smaller_grants = models.BooleanField(
        _("a smaller grant than asked may be given"), default=False, db_default=False
    )
    uses_severity_correction = models.BooleanField(
        _("scores are corrected for severe and mild readers"), default=False, db_default=False
    )
    uses_consensus = models.BooleanField(_("readers agree on one consensus score"), default=False, db_default=False)
    uses_factual_check = models.BooleanField(
        _("the school checks the facts before the meeting"), default=False, db_default=False
    )
    conflict_scope = models.CharField(
        _("who takes part in a proposal does not judge"),
        max_length=10,
        choices=ConflictScope,
        default=ConflictScope.ENVELOPE,
        db_default=ConflictScope.ENVELOPE,
    )
    uses_reserve_list = models.BooleanField(_("there is a reserve list"), default=False, db_default=False)
    reserve_until_on = models.DateField(_("the reserve list is valid until and including"), null=True, blank=True)

    class Meta:
        abstract = True


APPLICATION_RULES = tuple(field.name for field in ApplicationRules._meta.local_fields)
SELECTION_RULES = tuple(field.name for field in SelectionRules._meta.local_fields)
