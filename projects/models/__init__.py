"""Models of projects."""

from projects.models.consortia import (
    BudgetLine,
    ConfirmationLink,
    Consortium,
    ConsortiumMember,
    ConsortiumMemberMove,
    PlannedMilestone,
    WorkPackage,
)
from projects.models.cycles import Cycle, CycleRole, Phase, PhaseTask, Theme
from projects.models.projects import LogEntry, Milestone, MilestoneMove, Project, ProjectMove
from projects.models.reports import Report, ReportMove, ReportQuestions

__all__ = [
    "BudgetLine",
    "ConfirmationLink",
    "Consortium",
    "ConsortiumMember",
    "ConsortiumMemberMove",
    "Cycle",
    "CycleRole",
    "LogEntry",
    "Milestone",
    "MilestoneMove",
    "Phase",
    "PhaseTask",
    "PlannedMilestone",
    "Project",
    "ProjectMove",
    "Report",
    "ReportMove",
    "ReportQuestions",
    "Theme",
    "WorkPackage",
]
