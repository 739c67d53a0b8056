"""Closed lists of projects, each state with its flow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.kit.flow import Flow


class PhaseKind(models.TextChoices):
    """What happens in a phase of a cycle."""

    SURVEY = "survey", _("survey of support")
    KICK_OFF = "kick_off", _("kick-off")
    CALL = "call", _("call")
    SELECTION = "selection", _("selection")
    ROLL_OUT = "roll_out", _("roll-out")
    VALORISATION = "valorisation", _("valorisation")
    FEEDBACK = "feedback", _("feedback")
    DISSEMINATION = "dissemination", _("dissemination")
    FOLLOW_UP = "follow_up", _("follow-up")


class CycleRoleKind(models.TextChoices):
    """What a person is in one cycle."""

    CHAIR = "chair", _("chair")
    DEPUTY = "deputy", _("deputy chair")
    MEMBER = "member", _("member of the steering group")
    READER = "reader", _("reader of proposals")
    SECRETARY = "secretary", _("secretary")
    SUBSTITUTE = "substitute", _("substitute")


class MemberRole(models.TextChoices):
    """What an organisation brings into a consortium."""

    CO_SCHOOL = "co_school", _("partner school")
    KNOWLEDGE = "knowledge", _("knowledge partner")
    LABOUR_MARKET = "labour_market", _("labour-market partner")
    SUPPORT = "support", _("supporting partner")


class MemberState(models.TextChoices):
    """Whether a partner said yes to the role and contribution that stand in the set."""

    LISTED = "listed", _("not yet asked")
    INVITED = "invited", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    CHANGE_ASKED = "change_asked", _("asks for a change")
    WITHDRAWN = "withdrawn", _("withdrew")


MEMBER_FLOW = Flow[MemberState](
    {
        MemberState.LISTED: frozenset({MemberState.INVITED}),
        MemberState.INVITED: frozenset(
            {MemberState.CONFIRMED, MemberState.DECLINED, MemberState.CHANGE_ASKED, MemberState.LISTED}
        ),
        MemberState.CONFIRMED: frozenset({MemberState.INVITED, MemberState.LISTED, MemberState.WITHDRAWN}),
        MemberState.DECLINED: frozenset({MemberState.INVITED, MemberState.LISTED}),
        MemberState.CHANGE_ASKED: frozenset({MemberState.INVITED, MemberState.LISTED}),
        MemberState.WITHDRAWN: frozenset(),
    }
)


class Reach(models.TextChoices):
    """Where a partner works."""

    LOCAL = "local", _("local")
    SUPRALOCAL = "supralocal", _("supra-local")


class BudgetCategory(models.TextChoices):
    """What money is spent on."""

    FREED_HOURS = "freed_hours", _("freed hours of teachers and coordinator")
    TRAINING = "training", _("training")
    MATERIAL = "material", _("lesson material and consumables")
    EQUIPMENT = "equipment", _("equipment")
    SERVICES = "services", _("services of others")
    DISSEMINATION = "dissemination", _("dissemination")
    OTHER = "other", _("other")


class ProjectState(models.TextChoices):
    """The life of a selected project."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("closed")
    STOPPED = "stopped", _("stopped early")


PROJECT_FLOW = Flow[ProjectState](
    {
        ProjectState.PLANNED: frozenset({ProjectState.RUNNING, ProjectState.STOPPED}),
        ProjectState.RUNNING: frozenset({ProjectState.CLOSED, ProjectState.STOPPED}),
        ProjectState.CLOSED: frozenset(),
        ProjectState.STOPPED: frozenset(),
    }
)
OPEN_STATES = frozenset({ProjectState.PLANNED, ProjectState.RUNNING})
PUBLIC_STATES = frozenset({ProjectState.RUNNING, ProjectState.CLOSED})


class MilestoneState(models.TextChoices):
    """Whether a milestone was reached."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("reached")
    DROPPED = "dropped", _("dropped")


MILESTONE_FLOW = Flow[MilestoneState](
    {
        MilestoneState.PLANNED: frozenset({MilestoneState.DONE, MilestoneState.DROPPED}),
        MilestoneState.DONE: frozenset({MilestoneState.PLANNED}),
        MilestoneState.DROPPED: frozenset({MilestoneState.PLANNED}),
    }
)


class ReportKind(models.TextChoices):
    """When a project reports."""

    INTERIM = "interim", _("interim report")
    FINAL = "final", _("final report")


class ReportState(models.TextChoices):
    """A report between the question of the coordinator and its acceptance."""

    ASKED = "asked", _("to be written")
    SUBMITTED = "submitted", _("handed in")
    RETURNED = "returned", _("sent back")
    ACCEPTED = "accepted", _("accepted")


REPORT_FLOW = Flow[ReportState](
    {
        ReportState.ASKED: frozenset({ReportState.SUBMITTED}),
        ReportState.SUBMITTED: frozenset({ReportState.ACCEPTED, ReportState.RETURNED}),
        ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
        ReportState.ACCEPTED: frozenset(),
    }
)
WITH_THE_TEAM = frozenset({ReportState.ASKED, ReportState.RETURNED})
