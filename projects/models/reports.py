"""Reports of projects: asked by a coordinator, written by the team, judged."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import Move, User
from projects.enums import OPEN_STATES, REPORT_FLOW, WITH_THE_TEAM, ReportKind, ReportState
from projects.models.projects import Project

REPORT_TONES = {
    ReportState.ASKED: "yellow",
    ReportState.SUBMITTED: "blue",
    ReportState.RETURNED: "red",
    ReportState.ACCEPTED: "green",
}


class ReportQuestions(models.Model):
    """What reports of one kind ask; the standard questions until a coordinator changes them."""

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind, unique=True)
    questionnaire = models.ForeignKey(
        "questions.Questionnaire", on_delete=models.PROTECT, related_name="+", verbose_name=_("questionnaire")
    )

    class Meta:
        verbose_name = _("questions of a report")
        verbose_name_plural = _("questions of reports")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by who may read them and whom they wait for."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Reports of projects whose file this person may read."""
        return self.filter(project__in=Project.objects.with_internals_for(user))

    def waiting_for_team(self, user: User | AnonymousUser) -> Self:
        """Reports this person's team must write."""
        projects = Project.objects.of_team(user).filter(state__in=OPEN_STATES)
        return self.filter(project__in=projects, state__in=WITH_THE_TEAM)

    def to_judge(self) -> Self:
        """Reports a coordinator must judge."""
        return self.filter(state=ReportState.SUBMITTED)

    def for_page(self) -> Self:
        """With the project and its lead school, and the sheet."""
        return self.select_related("project__consortium__lead_school", "project__cycle", "sheet", "asked_by")


class Report(models.Model):
    """One report of a project; a report that is sent back goes on in a copy of its sheet."""

    FLOW = REPORT_FLOW

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    due_on = models.DateField(_("to be handed in by"))
    sheet = models.OneToOneField("questions.AnswerSheet", on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.ASKED, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    asked_at = models.DateTimeField(_("asked at"), editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind=ReportKind.FINAL),
                name="project_has_one_final_report",
                violation_error_message=_("The final report was asked already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.project}"

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("report_detail", args=[self.pk])

    @property
    def is_accepted_final(self) -> bool:
        """Whether this is the report after which a project can close."""
        return self.kind == ReportKind.FINAL and self.state == ReportState.ACCEPTED

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return REPORT_TONES[ReportState(self.state)]

    def is_late(self, day: date) -> bool:
        """Whether the team still has it after its day."""
        return self.state in WITH_THE_TEAM and self.due_on < day


class ReportMove(Move):
    """Log of a report's state; the reason says what was missing."""

    subject = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="moves")
