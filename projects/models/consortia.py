"""One plan set: who works together, what it costs, what is planned."""

from datetime import date, datetime
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move
from projects.enums import MEMBER_FLOW, BudgetCategory, MemberRole, MemberState, Reach


class Consortium(models.Model):
    """The root of one set of partners, budget lines and planned milestones.

    A draft owns one set; a project gets its own copy. A frozen set keeps its content: only answers of partners
    still come in. The lead school is unknown (null) for some projects of the past.
    """

    lead_school = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead school"),
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    confirm_by = models.DateField(_("partners confirm by"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("made at"), editable=False)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, editable=False)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("consortium")
        verbose_name_plural = _("consortia")

    def __str__(self) -> str:
        return self.title or str(self.lead_school or "")

    @property
    def is_frozen(self) -> bool:
        """Whether the content may no longer change."""
        return self.frozen_at is not None


class ConsortiumMember(models.Model):
    """One partner in the set: its role, what it brings, and its answer; of the past the role may be unknown."""

    FLOW = MEMBER_FLOW

    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=MemberRole, blank=True)
    reach = models.CharField(_("works"), max_length=10, choices=Reach, blank=True, default="", db_default="")
    contribution = models.TextField(_("contribution"), blank=True, max_length=2000)
    in_kind = models.TextField(_("in kind"), blank=True, max_length=2000, default="", db_default="")
    hours = models.PositiveIntegerField(_("hours"), default=0)
    contribution_cents = models.PositiveBigIntegerField(_("contribution in euro"), default=0)
    contact_name = models.CharField(_("name of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail address of the contact"), max_length=254, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=MemberState, default=MemberState.LISTED, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_name = models.CharField(_("answered by"), max_length=150, blank=True, editable=False)
    answered_function = models.CharField(_("function"), max_length=150, blank=True, editable=False)
    letter = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("signed letter of intent"),
    )
    answered_reason = models.TextField(_("reason"), blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation"],
                name="consortium_member_is_in_once",
                violation_error_message=_("This organisation is already in the consortium."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the partner said yes to what stands here."""
        return self.state == MemberState.CONFIRMED

    @property
    def is_refused(self) -> bool:
        """Whether the partner said no, at once or later."""
        return self.state in {MemberState.DECLINED, MemberState.WITHDRAWN}


class ConsortiumMemberMove(Move):
    """Log of a partner's state; an answer by mail link has no account behind it."""

    subject = models.ForeignKey(ConsortiumMember, on_delete=models.CASCADE, related_name="moves")


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    """Links in partners' mails."""

    def with_token(self, token: str) -> Self:
        """The link of a token that was really given out; none for a forged or altered one."""
        try:
            token_signer().unsign(token)
        except BadSignature:
            return self.none()
        return self.filter(token_hash=hash_of(token))

    def current(self) -> Self:
        """Links that may still be answered, unless they expired."""
        return self.filter(closed_at=None)


class ConfirmationLink(models.Model):
    """One mailed link by which one address answers for a partner; only the hash of its token is kept.

    Answering closes it, and so does a newer link or a change of what was asked.
    """

    member = models.ForeignKey(ConsortiumMember, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    sent_at = models.DateTimeField(_("sent at"), editable=False)
    expires_at = models.DateTimeField(_("expires at"), editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = ConfirmationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation link")
        verbose_name_plural = _("confirmation links")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(closed_at=None),
                name="confirmation_link_is_open_once_for_a_partner",
                violation_error_message=_("This partner already has a link."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_expired_at(self, moment: datetime) -> bool:
        """Whether the link came too late; the moment of expiry itself is too late."""
        return self.expires_at <= moment


def token_signer() -> Signer:
    """Signs tokens in partners' links, so that a guess is refused before the database is asked."""
    return Signer(salt="projects.confirmation", sep=".")


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    """Budget lines and their sums."""

    def totals(self) -> dict[str, int]:
        """What is asked, what the consortium pays, what third parties pay, and all together, in cents."""
        parts = ("requested_cents", "own_cents", "third_cents")
        sums = self.aggregate(**{f"{part}_sum": Sum(part) for part in parts})
        totals: dict[str, int] = {part: sums[f"{part}_sum"] or 0 for part in parts}
        return {**totals, "total_cents": sum(totals.values())}


class BudgetLine(models.Model):
    """One cost: what is asked, what the consortium pays itself and what third parties pay; perhaps of one partner."""

    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="budget_lines")
    category = models.CharField(_("category"), max_length=20, choices=BudgetCategory)
    description = models.CharField(_("description"), max_length=300)
    requested_cents = models.PositiveBigIntegerField(_("requested"), default=0)
    own_cents = models.PositiveBigIntegerField(_("own contribution"), default=0)
    third_cents = models.PositiveBigIntegerField(_("paid by third parties"), default=0, db_default=0)
    third_party = models.CharField(_("third party"), max_length=200, blank=True, default="", db_default="")
    member = models.ForeignKey(
        ConsortiumMember,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="budget_lines",
        verbose_name=_("partner"),
    )
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(requested_cents__gt=0) | Q(own_cents__gt=0) | Q(third_cents__gt=0),
                name="budget_line_has_an_amount",
                violation_error_message=_("Give the amount requested or the own contribution."),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def total_cents(self) -> int:
        """The whole cost."""
        return self.requested_cents + self.own_cents + self.third_cents


class WorkPackage(models.Model):
    """A part of the plan, from one day to another; milestones may belong to it."""

    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="work_packages")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="work_package_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def holds(self, day: date) -> bool:
        """Whether a day lies in the package; its first and last day do."""
        return self.starts_on <= day <= self.ends_on


class PlannedMilestone(models.Model):
    """A step of the plan with the day it should be reached."""

    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="planned_milestones")
    work_package = models.ForeignKey(
        WorkPackage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="planned_milestones",
        verbose_name=_("work package"),
    )
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"))
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("planned milestone")
        verbose_name_plural = _("planned milestones")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title
