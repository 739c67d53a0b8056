"""Calls with their criteria and envelopes."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from calls.enums import CALL_FLOW, CallState
from calls.models.rules import ApplicationRules, SelectionRules
from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.education import Province
from innovet.kit.choices import display
from projects.enums import BudgetCategory

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CallQuerySet(models.QuerySet["Call"]):
    """Calls by who looks and when."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published calls for everybody; calls in preparation for coordinators."""
        return self if standing_of(user).is_coordinator else self.exclude(state=CallState.DRAFT)

    def open_at(self, at: datetime) -> Self:
        """Calls that take proposals at that moment."""
        return self.exclude(state=CallState.DRAFT).filter(opens_at__lte=at, closes_at__gt=at)

    def to_close_at(self, at: datetime) -> Self:
        """Published calls whose closing moment has passed."""
        return self.filter(state=CallState.PUBLISHED, closes_at__lte=at)


class Call(ApplicationRules, SelectionRules, models.Model):
    """An invitation to schools to hand in proposals; its rules freeze at publication."""

    FLOW = CALL_FLOW

    cycle = models.ForeignKey("projects.Cycle", on_delete=models.PROTECT, related_name="+", verbose_name=_("cycle"))
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown: headings, lists, links."))
    introduction_html = models.TextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=15, choices=CallState, default=CallState.DRAFT, editable=False)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True, help_text=_("The first instant that is too late.")
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes of grace"),
        default=0,
        help_text=_("Counted in the closing moment and printed as the last minute."),
        db_default=0,
    )
    budget_cents = models.PositiveBigIntegerField(_("budget"), default=0)
    max_grant_cents = models.PositiveBigIntegerField(_("maximum grant"), default=0)
    review_due_on = models.DateField(_("reviews due on"), null=True, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    decider = models.CharField(_("who decides"), max_length=200, blank=True)
    legal_ground = models.TextField(_("legal ground"), blank=True)
    appeal_text = models.TextField(_("appeal"), blank=True)
    questionnaire = models.OneToOneField(
        "questions.Questionnaire", on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = CallQuerySet.as_manager()
    get_state_display = display("state", CallState)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("The call closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.DRAFT) | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="call_is_published_with_its_moments",
                violation_error_message=_("A published call has an opening and a closing moment."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_reviews__gte=1) & Q(minimum_reviews__lte=F("readings")),
                name="call_needs_no_more_reviews_than_readings",
                violation_error_message=_("The minimum of complete reviews lies between 1 and the readings."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("call_detail", args=[self.pk])

    def is_open_at(self, at: datetime, *, until: datetime | None = None) -> bool:
        """Tell whether a proposal arriving at that moment is in time; the sweep that notes the closing has no say.

        `until` is the later closing moment that was granted to a school.
        """
        closes_at = until or self.closes_at
        return self.state != CallState.DRAFT and bool(self.opens_at and closes_at and self.opens_at <= at < closes_at)

    def is_past_closing_at(self, at: datetime) -> bool:
        """Tell whether the closing moment has passed."""
        return self.state != CallState.DRAFT and self.closes_at is not None and self.closes_at <= at

    @cached_property
    def has_envelopes(self) -> bool:
        """Whether its money is divided over provinces; read once for a page."""
        return self.envelopes.exists()

    def takes_questions_at(self, at: datetime) -> bool:
        """Tell whether applicants may ask: published, and not after the last day for questions."""
        last = self.asks_questions_until_on
        return self.state == CallState.PUBLISHED and last is not None and timezone.localdate(at) <= last

    @property
    def is_editable(self) -> bool:
        """The rules may still change."""
        return self.state == CallState.DRAFT

    @property
    def are_reviews_shared(self) -> bool:
        """The round is over: readers may see each other's reviews."""
        return self.state in {CallState.DELIBERATION, CallState.DECIDED}


class CallMove(Move):
    """The log of a call's states."""

    subject = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="moves")


class Envelope(models.Model):
    """The most that proposals of one province may get together; Brussels counts with Flemish Brabant."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="envelopes")
    province = models.CharField(_("province"), max_length=20, choices=Province)
    amount_cents = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    top_up_cents = models.PositiveBigIntegerField(_("added by the province"), default=0, db_default=0)

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        ordering = ["call_id", "province"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "province"],
                name="envelope_is_one_per_province",
                violation_error_message=_("This province already has an envelope."),
            ),
            models.CheckConstraint(
                condition=~Q(province=Province.BRUSSELS),
                name="envelope_of_brussels_is_flemish_brabant",
                violation_error_message=_("Brussels counts with Flemish Brabant."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_province_display()

    @property
    def whole_cents(self) -> int:
        """The most that its proposals may get together, with what the province adds."""
        return self.amount_cents + self.top_up_cents


class BudgetRule(models.Model):
    """What a call says about one budget category: not allowed, or at most so much."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="budget_rules")
    category = models.CharField(_("category"), max_length=20, choices=BudgetCategory)
    is_allowed = models.BooleanField(_("may be asked"), default=True)
    max_percent = models.PositiveSmallIntegerField(_("at most, in percent of the amount asked"), null=True, blank=True)
    max_cents = models.PositiveBigIntegerField(_("at most, in euro"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget rule")
        verbose_name_plural = _("budget rules")
        ordering = ["call_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "category"],
                name="budget_rule_is_one_per_category",
                violation_error_message=_("This category already has a rule."),
            ),
            models.CheckConstraint(
                condition=Q(max_percent=None) | Q(max_percent__lte=100),
                name="budget_rule_percent_is_at_most_hundred",
                violation_error_message=_("A percentage is at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_category_display())


class Criterion(models.Model):
    """What readers score from 0 to 5; `levels` holds one description per score."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    minimum = models.DecimalField(_("minimum score"), max_digits=3, decimal_places=2, null=True, blank=True)
    levels = models.JSONField(_("levels"), default=list)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["call_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "name"],
                name="criterion_name_is_unique_in_its_call",
                violation_error_message=_("This call already has a criterion of that name."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1),
                name="criterion_weighs_at_least_one",
                violation_error_message=_("A weight is at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(minimum__gte=0, minimum__lte=5),
                name="criterion_minimum_is_on_the_scale",
                violation_error_message=_("A minimum lies between 0 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
