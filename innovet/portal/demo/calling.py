"""How the story's calls and proposals come about: the steps that every cycle repeats."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calls.domain import admissibility, approvals, calls, conflicts, decisions, frames, proposals, reviews, turn_downs
from calls.domain.core import save_core
from calls.enums import Approver, Outcome
from calls.models import Call, Criterion, Proposal
from innovet.accounts.models import User
from innovet.education import Finality, FormOfEducation, Grade, StudyDomain
from innovet.kit import clock
from innovet.organisations.models import Organisation
from innovet.portal.demo import people, places
from innovet.portal.demo.plans import Plan, summary_of
from innovet.questions.domain import sheets
from innovet.questions.models import Question
from projects.domain import budgets, consortia, plans
from projects.enums import BudgetCategory, MemberRole, Reach
from projects.models import Consortium, Cycle, Theme

BRUSSELS_TIME = ZoneInfo("Europe/Brussels")
ENVELOPE_CENTS = 5_000_000


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in Brussels."""
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS_TIME)


def prepare_call(
    cycle: Cycle, title: str, *, opens_at: datetime, closes_at: datetime, maximum: int, **rules: object
) -> Call:
    """A published call with the frame of the first cycle; `rules` are its own, beside those of every call."""
    coordinator = people.cast("coordinator")
    call = calls.create_call(cycle=cycle, title=title, by=coordinator, at=clock.now())
    frames.fill_frame(call, frames.first_cycle_frame())
    calls.change_call(
        call,
        {
            "introduction": "Scholen met arbeidsmarktgericht onderwijs dienen samen met partners een vernieuwend plan in. "
            "De leerkracht zit aan het stuur: het plan vertaalt de vernieuwing vanaf de start naar de les.\n\n"
            "Vernieuwing is niet alleen technisch: zorg, winkel en keuken tellen even goed.",
            "purpose": "Nieuwe methodes en materialen vinden, in de klas testen en delen met alle scholen.",
            "helpdesk_hours": "Op werkdagen van 9 tot 17 uur.",
            "project_starts_on": date(closes_at.year, 9, 1),
            "project_ends_on": date(closes_at.year + 1, 8, 31),
            "opens_at": opens_at,
            "closes_at": closes_at,
            "budget_cents": 5 * ENVELOPE_CENTS,
            "max_grant_cents": maximum * 100,
            **rules,
        },
    )
    calls.publish_call(call, by=coordinator, at=clock.now())
    return call


def draft_proposal(call: Call, plan: Plan, by: User) -> Proposal:
    """A draft with partners asked, budget, planning and answers."""
    at = clock.now()
    proposal = proposals.start_proposal(
        call, places.school_in(plan.town), key=f"demo:{call.pk}:{plan.title}", by=by, at=at
    )
    theme = Theme.objects.get(cycle=call.cycle, name=plan.theme)
    values = {"title": plan.title, "summary": summary_of(plan), "theme": theme, **_core_of(call, plan)}
    save_core(proposal, values, read=dict.fromkeys(values, proposal.revision), by=by, at=at)
    fill_consortium(proposal.consortium, plan, starts_on=call.project_starts_on or call.cycle.starts_on)
    for member in proposal.consortium.members.all():
        consortia.invite_member(member, by=by, at=at)
    questions = Question.objects.filter(section__questionnaire=call.questionnaire)
    answers = {question.pk: _answer(question.label, plan) for question in questions}
    sheets.save_answers(proposal.sheet, answers, revision=proposal.sheet.revision, by=by, at=at)
    return proposal


def _core_of(call: Call, plan: Plan) -> dict[str, object]:
    """What every proposal of the story says of itself; numbers differ with the town and the title."""
    turn = sum(map(ord, plan.title))
    return {
        "study_domains": [StudyDomain.values[turn % len(StudyDomain.values)], StudyDomain.STEM][: 1 + turn % 2],
        "finalities": [Finality.LABOUR_MARKET, Finality.DOUBLE][: 1 + turn % 2],
        "old_forms": [FormOfEducation.BSO, FormOfEducation.TSO][: 1 + turn % 2],
        "grades": [Grade.SECOND, Grade.THIRD][turn % 2 :],
        "pupil_count": 24 + turn % 90,
        "teacher_count": 3 + turn % 8,
        "starts_on": call.project_starts_on,
        "ends_on": call.project_ends_on,
        "translation": "Elke les begint met een opdracht uit het werkveld; de leerkracht bouwt de stappen op.",
        "replicability": "Een andere school start met de handleiding en het materiaal van de partner.",
        "freed_hours": 40 + turn % 80,
        "anchoring": "De vakgroep neemt de lessen op in het jaarplan; de partner blijft gastlessen geven.",
        "board_name": f"Schoolbestuur {plan.town} (demo)",
        "board_number": "0891813446",
        "signatory_name": "Voorzitter (demo)",
        "signatory_function": "voorzitter",
        "signatory_email": "bestuur@demo.innovet.example",
    }


def fill_consortium(consortium: Consortium, plan: Plan, *, starts_on: date) -> None:
    """Two partners, three budget lines and a plan."""
    market, knowledge = partners_for(plan)
    members = (
        (
            market,
            MemberRole.LABOUR_MARKET,
            Reach.LOCAL,
            "Stelt toestellen en begeleiders ter beschikking.",
            40,
            150_000,
        ),
        (knowledge, MemberRole.KNOWLEDGE, Reach.SUPRALOCAL, "Begeleidt het ontwerp van de lessen.", 24, 0),
    )
    for organisation, role, reach, contribution, hours, cents in members:
        consortia.add_member(
            consortium,
            organisation,
            role=role,
            reach=reach,
            contribution=contribution,
            hours=hours,
            contribution_cents=cents,
            contact_name="Contactpersoon (demo)",
            contact_email=places.contact_of(organisation),
        )
    _fill_budget(consortium, plan)
    _fill_plan(consortium, starts_on=starts_on)


def _fill_budget(consortium: Consortium, plan: Plan) -> None:
    """Three lines, of which one is paid in part by the partners."""
    lines = (
        (
            BudgetCategory.FREED_HOURS,
            "Vrijgemaakte uren voor een coördinator",
            plan.euros * (85 - plan.material_percent),
            0,
        ),
        (
            BudgetCategory.MATERIAL,
            "Lesmateriaal en verbruiksgoederen",
            plan.euros * plan.material_percent,
            50_000,
        ),
        (BudgetCategory.DISSEMINATION, "Delen met andere scholen", plan.euros * 15, 0),
    )
    for category, description, cents, own in lines:
        budgets.add_budget_line(
            consortium, category=category, description=description, requested_cents=cents, own_cents=own
        )


def _fill_plan(consortium: Consortium, *, starts_on: date) -> None:
    """Two work packages, and three milestones of which the last belongs to none."""
    designing = plans.plan_package(
        consortium, title="Ontwerpen", starts_on=starts_on, ends_on=starts_on + timedelta(days=80)
    )
    testing = plans.plan_package(
        consortium,
        title="Testen en bijsturen",
        description="Elke klas test twee lessen; daarna passen leraren en partners ze samen aan.",
        starts_on=starts_on + timedelta(days=81),
        ends_on=starts_on + timedelta(days=180),
    )
    steps = (
        ("Eerste lessen ontworpen", 60, designing),
        ("Getest in drie klassen", 120, testing),
        ("Materiaal gedeeld", 180, None),
    )
    for title, days, package in steps:
        plans.plan_milestone(consortium, title=title, due_on=starts_on + timedelta(days=days), work_package=package)


def partners_for(plan: Plan) -> tuple[Organisation, Organisation]:
    """A labour-market partner and a knowledge partner, spread over the plans."""
    turn = sum(map(ord, plan.title))
    market, knowledge = places.COMPANIES[turn % 3], places.KNOWLEDGE[turn % 2]
    return places.partner(market[0]), places.partner(knowledge[0])


def confirm_partners(proposal: Proposal, *, most: int | None = None) -> None:
    """Every partner answers its mail, or only the first ones."""
    for member in proposal.consortium.members.all()[:most]:
        consortia.confirm_by_link(
            member.links.latest("pk"),
            name="Contactpersoon (demo)",
            function="zaakvoerder",
            has_authority=True,
            at=clock.now(),
        )


def approve_as_head(proposal: Proposal) -> None:
    """The head of the school, who leads it in the demo, approves what stands."""
    head = places.lead_of(proposal.lead_school.municipality)
    asked = approvals.ask_approval(proposal, Approver.HEAD, name=head.name, email=head.email, by=head, at=clock.now())
    approvals.approve(asked, name=head.name, function="directeur", by=head, at=clock.now())


def hand_in(call: Call, plans: Iterable[Plan]) -> list[tuple[Proposal, Plan]]:
    """Every plan as a proposal that its school handed in."""
    pairs = []
    for plan in plans:
        proposal = draft_proposal(call, plan, places.lead_of(plan.town))
        confirm_partners(proposal)
        approve_as_head(proposal)
        pairs.append((submit(proposal), plan))
    return pairs


def submit(proposal: Proposal) -> Proposal:
    """What stands is handed in by who leads its school."""
    proposal = Proposal.objects.get(pk=proposal.pk)
    proposals.submit_proposal(proposal, by=places.lead_of(proposal.lead_school.municipality), at=clock.now())
    return proposal


def check_formally(pairs: Iterable[tuple[Proposal, Plan]]) -> None:
    """The coordinator's formal check."""
    coordinator = people.cast("coordinator")
    for proposal, plan in pairs:
        row = Proposal.objects.get(pk=proposal.pk)
        if plan.outcome == "inadmissible":
            reason = "Het schoolbestuur liet weten dat het plan niet in de eigen school wordt uitgevoerd."
            turn_down = turn_downs.propose_turn_down(
                row, unmet={"eligible": reason}, motivation=reason, by=coordinator, at=clock.now()
            )
            turn_downs.confirm_turn_down(turn_down, by=people.cast("second_coordinator"), at=clock.now())
        else:
            admissibility.judge_admissible(row, overrules={}, by=coordinator, at=clock.now())


def state_interests(call: Call) -> None:
    """Everybody who judges says of every proposal what there is to say; a board in common is explained."""
    for person in conflicts.people_who_state(call, clock.today()):
        waiting = list(conflicts.proposals_to_state(call, person))
        denials = dict.fromkeys((proposal.pk for proposal in waiting), "Geen persoonlijk of zakelijk belang (demo).")
        conflicts.state_conflicts(person, waiting, {}, denials, at=clock.now())


def assign_readers(pairs: Iterable[tuple[Proposal, Plan]]) -> None:
    """Every reader gets every admissible proposal with whose partners they have no tie."""
    coordinator = people.cast("coordinator")
    for proposal, plan in pairs:
        if plan.outcome == "inadmissible":
            continue
        row = Proposal.objects.select_related("call", "consortium").get(pk=proposal.pk)
        tied = conflicts.barred_people(row)
        for key in people.READERS:
            reader = people.cast(key)
            if reader.pk not in tied:
                reviews.assign_reader(row, reader, by=coordinator, at=clock.now())


def score(proposal: Proposal, plan: Plan, readers: Iterable[str]) -> None:
    """Readers score near the plan's quality, each a little differently but the same every time."""
    criteria = list(Criterion.objects.filter(call=proposal.call))
    for key in readers:
        reader = people.cast(key)
        review = proposal.reviews.filter(reviewer=reader).exclude(state="void").first()
        if review is None:
            continue
        given = {}
        for position, criterion in enumerate(criteria):
            shift = (sum(map(ord, plan.title)) + position * 7 + reader.pk * 3) % 3 - 1
            points = max(0, min(5, round(plan.quality + shift * 0.4)))
            given[criterion.pk] = reviews.Given(points, f"{criterion.name}: {_words(points)}")
        reviews.save_review(review, given, remark="", revision=review.revision)
        reviews.submit_review(review, by=reader, at=clock.now())


def decide_and_release(pairs: Iterable[tuple[Proposal, Plan]]) -> None:
    """Decisions with their motivation, then the letters."""
    coordinator = people.cast("coordinator")
    prepared = []
    for proposal, plan in pairs:
        row = Proposal.objects.get(pk=proposal.pk)
        if plan.outcome != "inadmissible":
            verdict = decisions.Verdict(
                outcome=Outcome(plan.outcome),
                grant_cents=plan.euros * 100 if plan.outcome == "selected" else 0,
                motivation=_motivation(plan),
            )
            decisions.decide(row, verdict, revision=0, by=coordinator, at=clock.now())
        prepared.append(row)
    for row in prepared:
        decision = Proposal.objects.get(pk=row.pk).decision
        decisions.release_decision(decision, by=coordinator, at=clock.now())


def _answer(label: str, plan: Plan) -> str:
    return (
        f"{label} (demo). Met “{plan.title}” werken leerkrachten in {plan.town} een lessenreeks uit die aansluit bij "
        "de werkvloer. Elke les heeft een doel, een opdracht en een manier om te evalueren. De partners leveren "
        "praktijk en toestellen, de school houdt de didactische vertaling in handen. Een vrijgemaakte coördinator volgt "
        "de planning op en zorgt dat het materiaal na het project blijft."
    )


def _words(points: int) -> str:
    return ("ontbreekt.", "te vaag.", "kan concreter.", "in orde.", "goed uitgewerkt.", "uitmuntend.")[points]


def _motivation(plan: Plan) -> str:
    if plan.outcome == "selected":
        return "Het voorstel scoort goed op alle criteria en past binnen het bedrag van de provincie."
    if plan.outcome == "reserve":
        return "Het voorstel haalt de norm, maar het bedrag van de provincie is toegekend aan hoger gerangschikte voorstellen."
    return "Het voorstel staat lager gerangschikt: het plan voor de les en de verankering zijn te weinig uitgewerkt."
