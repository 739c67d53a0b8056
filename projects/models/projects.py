"""Projects: selected plans that run, with milestones and a log book."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.kit.choices import display
from innovet.organisations.enums import EDIT_ROLES
from innovet.organisations.models import Organisation
from projects.enums import MILESTONE_FLOW, PROJECT_FLOW, PUBLIC_STATES, MilestoneState, ProjectState

TONES = {
    ProjectState.PLANNED: "grey",
    ProjectState.RUNNING: "blue",
    ProjectState.CLOSED: "green",
    ProjectState.STOPPED: "red",
}
MILESTONE_TONES = {MilestoneState.PLANNED: "grey", MilestoneState.DONE: "green", MilestoneState.DROPPED: "red"}


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects by who may see them."""

    def public(self) -> Self:
        """Running and closed projects: anyone may know them."""
        return self.filter(state__in=PUBLIC_STATES)

    def with_internals_for(self, user: User | AnonymousUser) -> Self:
        """Projects whose milestones, log book, budget and reports this person may read."""
        standing = standing_of(user)
        if standing.is_coordinator or standing.is_steering:
            return self
        return self.filter(
            Q(consortium__lead_school__in=standing.ids("organisation")) | Q(cycle__in=standing.ids("cycle"))
        )

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Public projects for everyone; planned and stopped ones for who sees internals."""
        standing = standing_of(user)
        if standing.is_coordinator or standing.is_steering:
            return self
        return self.filter(
            Q(state__in=PUBLIC_STATES)
            | Q(consortium__lead_school__in=standing.ids("organisation"))
            | Q(cycle__in=standing.ids("cycle"))
        )

    def with_words(self, words: str) -> Self:
        """Projects whose title, lead school or town holds every word."""
        found = self
        for word in words.replace("\0", " ").split()[:8]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(consortium__lead_school__name__icontains=word)
                | Q(consortium__lead_school__municipality__icontains=word)
            )
        return found

    def for_page(self) -> Self:
        """With what a line or a page of a project shows."""
        return self.select_related("cycle", "theme", "consortium__lead_school")

    def of_team(self, user: User | AnonymousUser) -> Self:
        """Projects this person works on: owners and editors of the lead school."""
        return self.filter(consortium__lead_school__in=standing_of(user).ids("organisation", *EDIT_ROLES))


class Project(models.Model):
    """A selected plan in one cycle; it owns a copy of the set that was submitted."""

    FLOW = PROJECT_FLOW

    cycle = models.ForeignKey(
        "projects.Cycle", on_delete=models.PROTECT, related_name="projects", verbose_name=_("cycle")
    )
    consortium = models.OneToOneField("projects.Consortium", on_delete=models.PROTECT, related_name="project")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    theme = models.ForeignKey(
        "projects.Theme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("theme"),
    )
    grant_cents = models.PositiveBigIntegerField(_("grant"), null=True, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=20, choices=ProjectState, default=ProjectState.PLANNED, editable=False
    )
    source_address = models.URLField(_("public source"), max_length=500, blank=True)
    source_certainty = models.CharField(_("certainty of the source"), max_length=100, blank=True)
    source_note = models.TextField(_("note about the source"), blank=True)
    created_at = models.DateTimeField(_("made at"), editable=False)

    objects = ProjectQuerySet.as_manager()
    get_state_display = display("state", ProjectState)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-cycle__starts_on", "title", "pk"]
        indexes = [models.Index(fields=["cycle", "title"], name="project_by_cycle_and_title")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The project's page."""
        return reverse("project_detail", args=[self.pk])

    @property
    def lead_school(self) -> Organisation | None:
        """The lead school of the set; unknown for some projects of the past."""
        return self.consortium.lead_school

    @property
    def province(self) -> str:
        """The province of the lead school in words; empty when unknown."""
        school = self.lead_school
        return str(school.get_province_display()) if school else ""

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return TONES[ProjectState(self.state)]

    @property
    def is_recorded(self) -> bool:
        """Whether the project came in from a public source, with recorded facts only."""
        return bool(self.source_address)


class ProjectMove(Move):
    """Log of a project's state."""

    subject = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="moves")


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones of running projects."""

    def late(self, day: date) -> Self:
        """Still planned, of a running project, and due before a day."""
        return self.filter(state=MilestoneState.PLANNED, project__state=ProjectState.RUNNING, due_on__lt=day)


class Milestone(models.Model):
    """A step of a running project."""

    FLOW = MILESTONE_FLOW

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=20, choices=MilestoneState, default=MilestoneState.PLANNED, editable=False
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return MILESTONE_TONES[MilestoneState(self.state)]

    def is_late(self, day: date) -> bool:
        """Whether the milestone is still open after its day."""
        return self.state == MilestoneState.PLANNED and self.due_on < day


class MilestoneMove(Move):
    """Log of a milestone's state."""

    subject = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")


class LogEntry(models.Model):
    """One note in a project's log book; notes are added, never rewritten."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="log_entries")
    happened_on = models.DateField(_("day"))
    text = models.TextField(_("what happened"), max_length=5000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    written_at = models.DateTimeField(_("written at"), editable=False)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log book")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.text[:60]}"
