import datetime

import factory

from innovet.questions.domain.sheets import start_sheet
from projects.domain.report_questions import questions_for
from projects.enums import (
    BudgetCategory,
    CycleRoleKind,
    MemberRole,
    MemberState,
    PhaseKind,
    ProjectState,
    ReportKind,
)
from projects.models import (
    BudgetLine,
    Consortium,
    ConsortiumMember,
    Cycle,
    CycleRole,
    LogEntry,
    Milestone,
    Phase,
    PhaseTask,
    PlannedMilestone,
    Project,
    Report,
    Theme,
    WorkPackage,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory

MADE_AT = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.UTC)


class CycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cycle

    name = factory.Sequence(lambda n: f"Cyclus {n}")
    school_year = "2026-2027"
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2027, 8, 31)


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    cycle = factory.SubFactory(CycleFactory)
    name = factory.Sequence(lambda n: f"Thema {n}")


class PhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phase

    cycle = factory.SubFactory(CycleFactory)
    kind = PhaseKind.CALL
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2026, 10, 31)


class CycleRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CycleRole

    cycle = factory.SubFactory(CycleFactory)
    user = factory.SubFactory(UserFactory)
    role = CycleRoleKind.READER
    from_on = datetime.date(2019, 1, 1)


class ConsortiumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consortium

    lead_school = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Plan {n}")
    created_at = MADE_AT

    class Params:
        frozen = factory.Trait(frozen_at=MADE_AT)


class ConsortiumMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsortiumMember

    consortium = factory.SubFactory(ConsortiumFactory)
    organisation = factory.SubFactory(OrganisationFactory, company=True)
    role = MemberRole.LABOUR_MARKET
    contribution = "Stageplaatsen en gastlessen"
    hours = 40
    contribution_cents = 100_000
    contact_name = "Een contact"
    contact_email = factory.Sequence(lambda n: f"contact{n}@example.be")

    class Params:
        confirmed = factory.Trait(
            state=MemberState.CONFIRMED,
            answered_at=MADE_AT,
            answered_name="Een contact",
            answered_function="zaakvoerder",
        )


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    consortium = factory.SubFactory(ConsortiumFactory)
    category = BudgetCategory.FREED_HOURS
    description = "Twee uren per week voor de trekker"
    requested_cents = 800_000


class WorkPackageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkPackage

    consortium = factory.SubFactory(ConsortiumFactory)
    title = "Lessen ontwerpen"
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2027, 1, 31)


class PlannedMilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlannedMilestone

    consortium = factory.SubFactory(ConsortiumFactory)
    title = "Eerste les getest in de klas"
    due_on = datetime.date(2027, 1, 31)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    cycle = factory.SubFactory(CycleFactory)
    consortium = factory.SubFactory(ConsortiumFactory)
    title = factory.Sequence(lambda n: f"Project {n}")
    summary = "Leerlingen leren met sensoren meten."
    theme = factory.SubFactory(ThemeFactory, cycle=factory.SelfAttribute("..cycle"))
    grant_cents = 1_400_000
    starts_on = factory.SelfAttribute("cycle.starts_on")
    ends_on = factory.SelfAttribute("cycle.ends_on")
    state = ProjectState.RUNNING
    created_at = MADE_AT

    class Params:
        planned = factory.Trait(state=ProjectState.PLANNED)
        closed = factory.Trait(state=ProjectState.CLOSED)
        stopped = factory.Trait(state=ProjectState.STOPPED)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory)
    title = "Eerste les getest in de klas"
    due_on = datetime.date(2027, 1, 31)


class LogEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LogEntry

    project = factory.SubFactory(ProjectFactory)
    happened_on = datetime.date(2026, 10, 1)
    text = "Eerste overleg met de partners."
    written_by = factory.SubFactory(UserFactory)
    written_at = MADE_AT


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    project = factory.SubFactory(ProjectFactory)
    kind = ReportKind.INTERIM
    due_on = datetime.date(2027, 1, 31)
    sheet = factory.LazyFunction(lambda: start_sheet(questions_for(ReportKind.INTERIM)))
    asked_by = factory.SubFactory(UserFactory)
    asked_at = MADE_AT


class PhaseTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PhaseTask

    phase = factory.SubFactory(PhaseFactory)
    title = factory.Sequence(lambda n: f"Taak {n}")
    due_on = datetime.date(2026, 9, 30)

    class Params:
        done = factory.Trait(done_at=MADE_AT, done_by=factory.SubFactory(UserFactory))
