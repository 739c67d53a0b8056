"""The first two cycles: recorded facts from a file, and around them a made-up selection of the same size."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from calls.domain import calls
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.portal.demo import calling, people, places
from innovet.portal.demo.calling import moment
from innovet.portal.demo.plans import CYCLE_2019, CYCLE_2020, THEMES, summary_of
from innovet.questions.domain import sheets
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question, Value
from projects.domain import consortia, cycles, history, history_file, milestones, phases, projects, reports
from projects.enums import MilestoneState, PhaseKind, ProjectState, ReportKind
from projects.models import Cycle, Project, Report, Theme

HISTORY = Path(settings.BASE_DIR) / "projects" / "data" / "history.csv"


def tell_2019() -> None:
    """22 proposals, 13 projects; the projects that are on record stand beside them with their facts only."""
    with clock.at(moment(2019, 1, 14)):
        cycle = open_cycle("2019-2020", date(2019, 9, 1), date(2020, 10, 1))
        history.import_history(history_file.decode(HISTORY.read_bytes()), at=clock.now())
    with clock.at(moment(2019, 2, 1)):
        call = calling.prepare_call(
            cycle,
            "Oproep 2019-2020 (demo)",
            opens_at=moment(2019, 2, 4, 0),
            closes_at=moment(2019, 4, 1, 0),
            maximum=25_000,
        )
    with clock.at(moment(2019, 3, 18, 14)):
        pairs = calling.hand_in(call, CYCLE_2019)
    with clock.at(moment(2019, 4, 2)):
        calls.close_call(type(call).objects.get(pk=call.pk), by=None, at=clock.now())
        calling.check_formally(pairs)
        call.refresh_from_db()
        calling.state_interests(call)
        calling.assign_readers(pairs)
        calls.open_review(call, by=people.cast("coordinator"), at=clock.now())
    with clock.at(moment(2019, 4, 24)):
        for proposal, plan in pairs:
            calling.score(proposal, plan, people.READERS)
        call.refresh_from_db()
        calls.close_review(call, by=people.cast("coordinator"), at=clock.now())
    with clock.at(moment(2019, 5, 15)):
        calling.decide_and_release(pairs)
    close_all(cycle, moment_year=2020)


def tell_2020() -> None:
    """Nine projects of the second cycle."""
    with clock.at(moment(2020, 6, 2)):
        cycle = open_cycle("2020-2021", date(2020, 9, 1), date(2021, 8, 31))
        add_themes(cycle)
        for plan in CYCLE_2020:
            consortium = consortia.create_consortium(
                lead_school=places.school_in(plan.town), title=plan.title, by=None, at=clock.now()
            )
            calling.fill_consortium(consortium, plan, starts_on=cycle.starts_on)
            projects.start_project(
                cycle=cycle,
                consortium=consortium,
                title=plan.title,
                summary=summary_of(plan),
                theme=Theme.objects.get(cycle=cycle, name=plan.theme),
                grant_cents=plan.euros * 100,
                by=people.cast("coordinator"),
                at=clock.now(),
            )
    close_all(cycle, moment_year=2021)


def open_cycle(name: str, starts_on: date, ends_on: date) -> Cycle:
    """A cycle with its phases, which overlap as they do."""
    cycle = cycles.create_cycle(name=name, school_year=name, starts_on=starts_on, ends_on=ends_on)
    stretches = (
        (PhaseKind.SURVEY, -270, -210),
        (PhaseKind.KICK_OFF, -215, -200),
        (PhaseKind.CALL, -210, -150),
        (PhaseKind.SELECTION, -155, -100),
        (PhaseKind.ROLL_OUT, 0, 300),
        (PhaseKind.VALORISATION, 210, 365),
        (PhaseKind.FEEDBACK, 290, 330),
        (PhaseKind.DISSEMINATION, 270, 395),
        (PhaseKind.FOLLOW_UP, 330, 720),
    )
    for kind, first, last in stretches:
        phases.add_phase(
            cycle, kind=kind, name="", starts_on=starts_on + timedelta(first), ends_on=starts_on + timedelta(last)
        )
    return cycle


def add_themes(cycle: Cycle) -> None:
    """The seven transition areas, where the cycle has not named them yet."""
    named = set(Theme.objects.filter(cycle=cycle).values_list("name", flat=True))
    for name in THEMES:
        if name not in named:
            cycles.add_theme(cycle, name=name)


def close_all(cycle: Cycle, *, moment_year: int) -> None:
    """The made-up projects run, report and close."""
    coordinator = people.cast("coordinator")
    with clock.at(moment(moment_year - 1, 9, 2)):
        planned = list(Project.objects.filter(cycle=cycle, state=ProjectState.PLANNED))
        for project in planned:
            projects.open_project(project, by=coordinator, at=clock.now())
    with clock.at(moment(moment_year, 6, 8)):
        for project in planned:
            finish(project, coordinator)


def finish(project: Project, coordinator: User) -> None:
    """Milestones reached, the final report accepted, the project closed."""
    at = clock.now()
    school = project.consortium.lead_school
    if school is None:
        raise ValueError("A made-up project has a lead school.")
    lead = places.lead_of(school.municipality)
    for milestone in project.milestones.filter(state=MilestoneState.PLANNED):
        milestones.reach_milestone(milestone, by=lead, at=at)
    report = reports.ask_report(project, kind=ReportKind.FINAL, due_on=at.date(), by=coordinator, at=at)
    answer_report(report, lead)
    report = Report.objects.get(pk=report.pk)
    reports.hand_in_report(report, by=lead, at=at)
    reports.accept_report(report, by=coordinator, at=at)
    projects.close_project(Project.objects.get(pk=project.pk), by=coordinator, at=at)


def answer_report(report: Report, by: User) -> None:
    """Fill in every question of a report."""
    questions = Question.objects.filter(section__questionnaire=report.sheet.questionnaire)
    sheets.save_answers(report.sheet, dict(_answers(questions)), revision=report.sheet.revision, by=by, at=clock.now())


def _answers(questions: Iterable[Question]) -> Iterable[tuple[int, Value]]:
    for question in questions:
        if question.kind in {QuestionKind.TEXT, QuestionKind.LONG_TEXT}:
            yield (
                question.pk,
                "De lessen zijn getest in drie klassen en aangepast. Het materiaal blijft in gebruik (demo).",
            )
        elif question.kind == QuestionKind.NUMBER:
            yield question.pk, Decimal(48)
        elif question.kind == QuestionKind.YES_NO:
            yield question.pk, True
        elif question.kind == QuestionKind.MONEY:
            yield question.pk, 100_000
