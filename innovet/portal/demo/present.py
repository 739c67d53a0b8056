"""The running cycle: an open call, a call in review, a project that runs, the catalogue and the learning network."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from calls.domain import calls, conflicts, helping, proposals, team_invitations
from calls.enums import ConflictOrigin, TeamRole
from calls.models import Proposal
from innovet.accounts.domain.invitations import invite_to_role
from innovet.accounts.domain.people import create_person
from innovet.accounts.enums import Role
from innovet.kit import clock
from innovet.organisations.domain import members
from innovet.portal.demo import calling, checking, past, people, places
from innovet.portal.demo.calling import moment
from innovet.portal.demo.plans import DRAFT, HANDED_IN, IN_REVIEW, RUNNING, Plan, summary_of
from network.domain import events, registrations
from network.models import Event
from projects.domain import consortia, cycles, milestones, projects, reports
from projects.enums import CycleRoleKind, ReportKind
from projects.models import Cycle, Project, Theme
from valorisation.domain import resources
from valorisation.enums import QualityCriterion
from valorisation.models import LearningResource

QUESTIONS = (
    "Hoe werken onderwijs en bedrijven goed samen?",
    "Hoe delen we kennis, en van wie is wat we maken?",
    "Valorisatie: generiek of specifiek, en wie bewaakt de kwaliteit?",
    "Wat heeft een school of leerkracht nodig?",
    "Hoe professionaliseren we en blijven we een leven lang leren?",
)
MATERIAL = (
    (
        "Aalst",
        "Herstelcafé: tien lessen om houten meubels te herstellen",
        "Lessenreeks waarin leerlingen meubels van buurtbewoners beoordelen, herstellen en afwerken.",
        {"study_domain": ["stem"], "grade": ["2", "3"], "finality": ["A"]},
    ),
    (
        "Hasselt",
        "Verzorgen met een bril op: oefenen in virtuele realiteit",
        "Vijf oefeningen waarin leerlingen zorghandelingen inoefenen, met een draaiboek voor de leerkracht.",
        {"study_domain": ["maatschappij"], "grade": ["3"], "finality": ["DU", "A"]},
    ),
    (
        "Herentals",
        "Sensoren in de bakkerij: meten is bakken",
        "Bouwplan, lesfiches en opdrachten om temperatuur en vocht in een bakkerij te meten.",
        {"study_domain": ["voeding", "stem"], "grade": ["3"], "finality": ["A"]},
    ),
)


def tell_2026() -> None:
    """What goes on now."""
    with clock.at(moment(2026, 4, 13)):
        cycle = past.open_cycle("2026-2027", date(2026, 9, 1), date(2027, 8, 31))
        cycles.give_role(cycle, people.cast("rtc"), role=CycleRoleKind.MEMBER, from_on=clock.today())
    tell_review(cycle)
    tell_open_call(cycle)
    checking.tell_check(cycle)
    tell_asking()
    tell_running(cycle)
    tell_catalogue()
    tell_network(cycle)


def tell_review(cycle: Cycle) -> None:
    """Six proposals in review; one reader finished, one declared a conflict."""
    coordinator = people.cast("coordinator")
    with clock.at(moment(2026, 8, 31)):
        call = calling.prepare_call(
            cycle,
            "Oproep 2026-2027, eerste ronde (demo)",
            opens_at=moment(2026, 9, 1, 0),
            closes_at=moment(2026, 11, 1, 0),
            maximum=30_000,
        )
    with clock.at(moment(2026, 10, 14, 15)):
        pairs = calling.hand_in(call, IN_REVIEW)
    with clock.at(moment(2026, 11, 3)):
        call.refresh_from_db()
        calls.close_call(call, by=None, at=clock.now())
        calling.check_formally(pairs)
        calling.state_interests(call)
        calling.assign_readers(pairs)
        calls.open_review(call, by=coordinator, at=clock.now())
    with clock.at(moment(2026, 11, 10)):
        for proposal, plan in pairs:
            calling.score(proposal, plan, ["steering_1"])
        blocked = people.cast("steering_3")
        tied = Proposal.objects.get(pk=pairs[0][0].pk)
        conflicts.note_conflict(
            tied,
            blocked,
            reason="Een familielid geeft les in deze school.",
            origin=ConflictOrigin.DECLARED,
            by=blocked,
            at=clock.now(),
        )


def tell_open_call(cycle: Cycle) -> None:
    """An open call with a draft on which a team works with help, and a proposal that was handed in."""
    with clock.at(moment(2026, 11, 12)):
        call = calling.prepare_call(
            cycle,
            "Oproep 2026-2027, tweede ronde (demo)",
            opens_at=moment(2026, 11, 13, 0),
            closes_at=moment(2027, 3, 16, 0),
            maximum=30_000,
        )
    with clock.at(moment(2026, 11, 17, 16)):
        _work_together(calling.draft_proposal(call, DRAFT, people.cast("school")))
        proposal = calling.draft_proposal(call, HANDED_IN, people.cast("other_school"))
        calling.confirm_partners(proposal)
        proposal = Proposal.objects.get(pk=proposal.pk)
        proposals.submit_proposal(proposal, by=people.cast("other_school"), at=clock.now())


def _work_together(draft: Proposal) -> None:
    """A colleague writes along, one of another school reads along; a coordinator looks along when asked."""
    school, at = people.cast("school"), clock.now()
    for person, role in ((people.cast("teacher"), TeamRole.EDITOR), (places.lead_of("Lokeren"), TeamRole.READER)):
        invitation = team_invitations.invite(draft, person.email, role, by=school, at=at)
        team_invitations.accept_invitation(invitation, name=person.name, language=person.language, at=at)
    question = "Telt de uitleen van toestellen als cofinanciering? (demo)"
    request = helping.ask_help(draft, question, by=school, at=at)
    helping.look_along(request, by=people.cast("second_coordinator"), at=at)


def tell_asking() -> None:
    """What waits for a partner and for those who give roles: somebody who wants to join, an invitation without answer."""
    with clock.at(moment(2026, 10, 12)):
        invite_to_role(
            "uitgenodigd@demo.innovet.example", Role.COORDINATOR, by=people.cast("administrator"), at=clock.now()
        )
    with clock.at(moment(2026, 11, 24)):
        members.ask_to_join(
            places.partner(places.COMPANIES[0][0]),
            "Ik geef opleiding bij dit bedrijf en volg de projecten mee op. (demo)",
            by=create_person("medewerker@demo.innovet.example", "Medewerker (demo)", at=clock.now()),
            at=clock.now(),
        )


def tell_running(cycle: Cycle) -> None:
    """A project of the demo school with a log book and a report to write."""
    coordinator, school = people.cast("coordinator"), people.cast("school")
    with clock.at(moment(2026, 8, 31)):
        project = _start(cycle, RUNNING)
    with clock.at(moment(2026, 9, 3)):
        projects.open_project(project, by=coordinator, at=clock.now())
    with clock.at(moment(2026, 11, 16)):
        milestones.write_log_entry(
            project,
            text="Eerste bezoek aan het bedrijf: leerlingen plaatsten een proefopstelling (demo).",
            happened_on=date(2026, 10, 7),
            by=school,
            at=clock.now(),
        )
        reports.ask_report(project, kind=ReportKind.INTERIM, due_on=date(2027, 1, 15), by=coordinator, at=clock.now())


def _start(cycle: Cycle, plan: Plan) -> Project:
    consortium = consortia.create_consortium(
        lead_school=places.school_in(plan.town), title=plan.title, by=None, at=clock.now()
    )
    calling.fill_consortium(consortium, plan, starts_on=cycle.starts_on)
    return projects.start_project(
        cycle=cycle,
        consortium=consortium,
        title=plan.title,
        summary=summary_of(plan),
        theme=Theme.objects.get(cycle=cycle, name=plan.theme),
        grant_cents=plan.euros * 100,
        by=people.cast("coordinator"),
        at=clock.now(),
    )


def tell_catalogue() -> None:
    """Three resources with the label, and one that waits for a quality reviewer."""
    for index, (town, title, summary, facets) in enumerate(MATERIAL):
        with clock.at(moment(2021, 3, 1 + index)):
            resource = _make(town, title, summary, facets)
            resources.review_resource(
                resource,
                criteria_met=list(QualityCriterion),
                remarks="",
                grants_label=True,
                by=people.cast("quality"),
                at=clock.now(),
            )
    with clock.at(moment(2026, 11, 18)):
        _make(
            "Genk",
            "Slimme serre: planten volgen met sensoren",
            "Bouwplan en lessen om een kleine serre te bouwen die zichzelf water geeft.",
            {"study_domain": ["land-tuinbouw", "stem"], "grade": ["2"], "finality": ["A"]},
        )


def _make(town: str, title: str, summary: str, facets: dict[str, list[str]]) -> LearningResource:
    project = Project.objects.filter(consortium__lead_school=places.school_in(town), cycle__name="2019-2020").earliest(
        "pk"
    )
    lead = places.lead_of(town)
    description = (
        "## Voor wie\n\nVoor leerkrachten praktijk. Je hebt geen voorkennis nodig.\n\n"
        "## In de klas\n\nElke les bestaat uit een korte uitleg, een opdracht aan de werkbank en een terugblik. "
        "Getest in drie klassen; de tijden staan bij elke les.\n\n## Wat leerde dit\n\nPlan voldoende tijd voor de "
        "nabespreking: daar leggen leerlingen zelf het verband met de werkvloer. (demo)"
    )
    details = {
        "title": title,
        "summary": summary,
        "description": description,
        "makers": "Team van de demoschool",
        **facets,
    }
    resource = resources.create_resource(project, details, at=clock.now())
    text = f"{title}\n\nLesfiche 1 (demo)\n\nDoel: de leerling legt uit wat er gemeten of hersteld wordt, en waarom.\n"
    lesson = SimpleUploadedFile("lesfiche-1.txt", text.encode(), content_type="text/plain")
    resources.add_files(resource, [lesson], by=lead, at=clock.now())
    resources.submit_resource(resource, by=lead, at=clock.now())
    return resource


def tell_network(cycle: Cycle) -> None:
    """A meeting to come that is full at one table, and one that is being prepared."""
    coordinator = people.cast("coordinator")
    with clock.at(moment(2026, 11, 5)):
        event = _meeting(cycle, "Startdag lerend netwerk (demo)", moment(2027, 2, 9, 13), capacity=4)
        tables = [events.add_table(event, question=question, seats=2) for question in QUESTIONS]
        events.publish_event(event, by=coordinator, at=clock.now())
    with clock.at(moment(2026, 11, 19)):
        guests = ("school", "other_school", "partner", "steering_1", "rtc")
        for key, table in zip(guests, (tables[0], tables[0], tables[1], tables[3], tables[4]), strict=True):
            registrations.register(Event.objects.get(pk=event.pk), user=people.cast(key), table=table, at=clock.now())
        _meeting(cycle, "Pitchmoment (demo)", moment(2027, 5, 11, 9, 30), capacity=80)


def _meeting(cycle: Cycle, title: str, begin: datetime, *, capacity: int) -> Event:
    return events.create_event(
        {
            "cycle": cycle,
            "title": title,
            "introduction": "Scholen en partners tonen wat werkt, in de klas en op de werkvloer. Aan dialoogtafels praat je "
            "verder over één vraag.",
            "starts_at": begin,
            "ends_at": begin + timedelta(hours=4),
            "place": "Demozaal",
            "municipality": "Gent",
            "registration_closes_at": begin.replace(hour=0, minute=0) - timedelta(days=6),
            "capacity": capacity,
        }
    )
