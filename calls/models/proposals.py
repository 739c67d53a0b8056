"""Proposals and their frozen versions."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calls.enums import PROPOSAL_FLOW, DecisionState, ExtensionState, ProposalState, Requirement, ReviewState
from calls.models.announcements import Extension
from calls.models.calls import Call
from calls.models.conflicts import ConflictStatement, involving, unconflicted
from calls.models.core import ProposalCore
from calls.models.reviews import Review
from calls.models.teams import HelpRequest
from innovet.accounts.models import Move, User
from innovet.accounts.rights import Thing
from innovet.accounts.standing import standing_of
from innovet.education import Province
from innovet.kit.choices import display
from innovet.organisations.enums import MembershipRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by who looks and when; every list, page, count and export starts here."""

    def of_team(self, user: "User | AnonymousUser") -> Self:
        """Proposals on which a person has a role today."""
        return self.filter(pk__in=standing_of(user).ids("proposal"))

    def in_name_of(self, user: "User | AnonymousUser") -> Self:
        """Proposals in the name of the schools that a person leads or stands in for."""
        return self.filter(lead_school__in=schools_led_by(user))

    def visible_to(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """The team's own; for coordinators what was handed in, after closing; for readers what was assigned to them.

        A reader has first said whether there is a conflict of interest; who has one sees a proposal only as a member of
        its team.
        """
        standing = standing_of(user)
        if standing.user_id is None:
            return self.none()
        official = _assigned(standing.user_id)
        if standing.is_coordinator:
            official |= _handed_in(at)
        return self.filter(Q(pk__in=standing.ids("proposal")) | (official & unconflicted(user)))

    def drafts(self) -> Self:
        """What is not handed in; the draft of a change belongs to what it changes, and to that one's team."""
        return self.filter(state=ProposalState.DRAFT, replaces=None)

    def with_team_shown_to(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """Proposals of which a person may know who works on them: the team, and coordinators who know the title."""
        return self.of_team(user) | self.titled_for(user, at=at)

    def handled_by(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """What a coordinator works on: handed in, after closing, without a conflict."""
        if not standing_of(user).is_coordinator:
            return self.none()
        return self.filter(_handed_in(at) & unconflicted(user))

    def titled_for(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """What a coordinator may know by title and state: drafts always, the rest after closing.

        The draft of a change is its team's, like what it changes.
        """
        if not standing_of(user).is_coordinator:
            return self.none()
        return self.filter((Q(state=ProposalState.DRAFT, replaces=None) | _handed_in(at)) & unconflicted(user))

    def involving(self, user: "User | AnonymousUser") -> Self:
        """What a person takes part in, by a role in the team or by an organisation."""
        return self.filter(involving(user))

    def withheld_from(self, user: "User | AnonymousUser", *, at: datetime) -> Self:
        """What a person may not even know by title; messages about it stay hidden as well."""
        return self.exclude(pk__in=Proposal.objects.titled_for(user, at=at).order_by().values("pk")).order_by()

    def ranked_for(self, user: "User | AnonymousUser") -> Self:
        """What stands in the ranking of a meeting for members of the steering group and coordinators."""
        standing = standing_of(user)
        if not (standing.is_coordinator or standing.is_steering):
            return self.none()
        return self.filter(unconflicted(user))

    def with_closing(self) -> Self:
        """Adds `latest_closing`: the first instant too late, with what was granted to the lead school."""
        same = Extension.objects.filter(call=OuterRef("call"), school=OuterRef("lead_school"))
        granted = same.filter(state=ExtensionState.GRANTED).order_by().values("school").annotate(last=Max("closes_at"))
        later = Coalesce(models.Subquery(granted.values("last")), F("call__closes_at"))
        return self.annotate(latest_closing=Greatest(F("call__closes_at"), later))

    def with_digest(self) -> Self:
        """Adds `digest`: what approvals of the newest version bind to; none before the first."""
        newest = ProposalVersion.objects.filter(proposal=OuterRef("pk")).order_by("-number")
        return self.annotate(digest=models.Subquery(newest.values("content_sha256")[:1]))

    def for_admin_list(self) -> Self:
        """What the list shows: the school and how many readings are complete, in one statement."""
        readings = Review.objects.filter(proposal=OuterRef("pk")).exclude(state=ReviewState.VOID)
        shown = ("title", "state", "province", "requested_cents", "lead_school__name")
        return (
            self.select_related("lead_school")
            .only(*shown)
            .order_by("province", "title", "pk")
            .annotate(
                complete_count=_count(readings.filter(state=ReviewState.SUBMITTED)), reading_count=_count(readings)
            )
        )

    def with_fewer_reviews_than(self, count: int) -> Self:
        """Proposals with fewer complete readings than a call asks."""
        complete = models.Count("reviews", filter=models.Q(reviews__state=ReviewState.SUBMITTED))
        return self.annotate(complete_count=complete).filter(complete_count__lt=count)

    def count_by_state(self) -> dict[str, int]:
        """How many stand in each state that occurs."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))


def schools_led_by(user: "User | AnonymousUser") -> frozenset[int]:
    """The organisations that a person owns or stands in for."""
    standing = standing_of(user)
    return standing.ids("organisation", MembershipRole.OWNER) | standing.ids("deputy")


def withheld_proposals(user: "User | AnonymousUser", at: datetime) -> "models.QuerySet[Proposal, int]":
    """The ids of what a person may not know."""
    return Proposal.objects.withheld_from(user, at=at).values_list("pk", flat=True)


def withheld_consortia(user: "User | AnonymousUser", at: datetime) -> "models.QuerySet[Proposal, int]":
    """The plan sets of what a person may not know."""
    return Proposal.objects.withheld_from(user, at=at).values_list("consortium_id", flat=True)


def help_asked_of(user: "User | AnonymousUser", at: datetime) -> models.QuerySet[HelpRequest]:
    """What teams ask now, of a coordinator who may know their drafts."""
    drafts = Proposal.objects.titled_for(user, at=at).drafts().order_by()
    return HelpRequest.objects.filter(ended_at=None, proposal__in=drafts)


def _count(rows: "models.QuerySet[Review]") -> Coalesce:
    """How many rows of a subquery each proposal has; cheaper than joining and grouping by every column of the list."""
    counted = rows.order_by().values("proposal").annotate(total=models.Count("pk")).values("total")
    return Coalesce(models.Subquery(counted), 0)


def describe_proposals(ids: frozenset[int]) -> dict[int, Thing]:
    """Titles and pages of the proposals that a person's rights are about."""
    return {
        proposal.pk: Thing(str(proposal), proposal.get_absolute_url())
        for proposal in Proposal.objects.filter(pk__in=ids)
    }


def _handed_in(at: datetime) -> Q:
    return ~Q(state=ProposalState.DRAFT) & Q(call__closes_at__lte=at, submitted_at__isnull=False)


def _assigned(user_id: int) -> Q:
    readings = Review.objects.filter(proposal=OuterRef("pk"), reviewer_id=user_id).exclude(state=ReviewState.VOID)
    stated = ConflictStatement.objects.filter(proposal=OuterRef("pk"), user_id=user_id)
    return Q(Exists(readings)) & Q(Exists(stated))


class Proposal(ProposalCore):
    """A school's answer to a call; its consortium, budget and plan are one set of projects' models."""

    FLOW = PROPOSAL_FLOW

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="proposals", editable=False)
    lead_school = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("lead school")
    )
    consortium = models.OneToOneField("projects.Consortium", on_delete=models.PROTECT, related_name="+", editable=False)
    sheet = models.OneToOneField("questions.AnswerSheet", on_delete=models.PROTECT, related_name="+", editable=False)
    province = models.CharField(_("province"), max_length=20, choices=Province, blank=True, editable=False)
    requested_cents = models.PositiveBigIntegerField(_("amount asked"), default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=15, choices=ProposalState, default=ProposalState.DRAFT, editable=False
    )
    # A draft that, once handed in, takes the place of the version that stands; until then that version counts.
    replaces = models.OneToOneField(
        "self", on_delete=models.CASCADE, related_name="replacement", null=True, editable=False
    )
    start_key = models.CharField(max_length=80, unique=True, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    started_at = models.DateTimeField(_("started at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    project = models.OneToOneField(
        "projects.Project", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    # Filled in by `with_closing` and `with_digest`.
    latest_closing: datetime
    digest: str | None

    objects = ProposalQuerySet.as_manager()
    get_province_display = display("province", Province)
    get_state_display = display("state", ProposalState)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["call", "state"], name="proposal_call_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN])
                | Q(submitted_at__isnull=False) & ~Q(province="") & ~Q(title=""),
                name="proposal_is_submitted_with_moment_and_province",
                violation_error_message=_("A proposal handed in has a title, a moment and a province."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.SELECTED, project__isnull=False)
                | ~Q(state=ProposalState.SELECTED) & Q(project=None),
                name="proposal_has_a_project_once_it_is_selected",
                violation_error_message=_("A selected proposal has its project, another has none."),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(state=ProposalState.DRAFT),
                name="proposal_that_replaces_is_a_draft",
                violation_error_message=_("Only a draft can replace what was handed in."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Proposal without a title"))

    def get_absolute_url(self) -> str:
        """The proposal's own page."""
        return reverse("proposal_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """The team may still change it."""
        return self.state == ProposalState.DRAFT

    @property
    def is_outcome_known(self) -> bool:
        """Its letter was released: the school knows; read it from rows with their `decision`."""
        decision = getattr(self, "decision", None)
        return decision is not None and decision.state == DecisionState.RELEASED

    @property
    def envelope_province(self) -> str:
        """The province whose envelope it competes in; empty before submission."""
        return Province(self.province).envelope.value if self.province else ""


class ProposalMove(Move):
    """The log of a proposal's states."""

    subject = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="moves")


class ProposalVersion(models.Model):
    """A proposal as it was handed in: everything in one frozen JSON text, with its SHA-256."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    snapshot = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    # What an approval binds to: amount, partners and core texts.
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False, default="", db_default="")
    submitted_at = models.DateTimeField(_("submitted at"), editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Attachments may go from a later draft; what was handed in keeps its files.
    files = models.ManyToManyField("files.StoredFile", related_name="+", editable=False)

    class Meta:
        verbose_name = _("version of a proposal")
        verbose_name_plural = _("versions of proposals")
        ordering = ["proposal_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"],
                name="proposal_version_number_is_unique",
                violation_error_message=_("This version exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} ({self.number})"


class ProposalAttachment(models.Model):
    """A file that belongs to a proposal, for whoever may see the proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("attachment of a proposal")
        verbose_name_plural = _("attachments of proposals")
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "title"],
                name="proposal_attachment_title_is_unique",
                violation_error_message=_("This proposal already has an attachment of that name."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormalCheck(models.Model):
    """What was found for one formal requirement; a person may overrule it with a reason."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="checks")
    requirement = models.CharField(_("requirement"), max_length=15, choices=Requirement)
    is_met = models.BooleanField(_("met"))
    codes = models.JSONField(_("reason codes"), default=list, blank=True, db_default=[])
    note = models.TextField(_("reason"), blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("formal check")
        verbose_name_plural = _("formal checks")
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "requirement"],
                name="formal_check_is_one_per_requirement",
                violation_error_message=_("This requirement was checked already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_requirement_display())
