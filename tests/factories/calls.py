import datetime
import itertools

import factory

from calls.domain import calls, completions, decisions, proposals, reviews, turn_downs
from calls.domain.admissibility import judge_admissible
from calls.enums import ApprovalRule, CallState, FormalPart, Outcome, ProposalState, RankingRule, TeamRole
from calls.models import Call, Criterion, Envelope, Proposal, ProposalAttachment, ProposalRole
from innovet.education import Province
from innovet.questions.domain.questionnaires import create_questionnaire
from innovet.questions.domain.sheets import start_sheet
from tests.factories.accounts import UserFactory
from tests.factories.files import StoredFileFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import (
    BudgetLineFactory,
    ConsortiumFactory,
    ConsortiumMemberFactory,
    CycleFactory,
    PlannedMilestoneFactory,
)

OPENS_AT = datetime.datetime(2027, 1, 11, 8, tzinfo=datetime.UTC)
WHILE_OPEN = datetime.datetime(2027, 2, 1, 9, tzinfo=datetime.UTC)
CLOSES_AT = datetime.datetime(2027, 3, 14, 23, tzinfo=datetime.UTC)
AFTER = datetime.datetime(2027, 3, 20, 9, tzinfo=datetime.UTC)
LEVELS = ["niets", "zwak", "matig", "voldoende", "goed", "zeer goed"]


class CallFactory(factory.django.DjangoModelFactory):
    """An open call in one cycle: two criteria, a budget of 100,000 euro, at most 25,000 each.

    Nobody has to approve, and of partners it asks one from the labour market.
    """

    class Meta:
        model = Call
        skip_postgeneration_save = True

    cycle = factory.SubFactory(CycleFactory)
    title = factory.Sequence(lambda n: f"Oproep {n}")
    introduction = "Doe mee."
    introduction_html = "<p>Doe mee.</p>"
    state = CallState.PUBLISHED
    opens_at = OPENS_AT
    closes_at = CLOSES_AT
    budget_cents = 10_000_000
    max_grant_cents = 2_500_000
    minimum_reviews = 1
    approval_rule = ApprovalRule.NONE
    needs_knowledge_partner = False
    needs_local_partner = False
    needs_supralocal_partner = False
    contact_email = "oproep@example.be"
    decider = "De minister."
    legal_ground = "Het besluit."
    appeal_text = "Raad van State, 60 dagen."
    questionnaire = factory.LazyFunction(lambda: create_questionnaire("Vragen"))
    first_criterion = factory.RelatedFactory(
        "tests.factories.calls.CriterionFactory", "call", name="Innovatie", position=1, weight=3
    )
    second_criterion = factory.RelatedFactory(
        "tests.factories.calls.CriterionFactory", "call", name="Partnerschap", position=2
    )

    class Params:
        draft = factory.Trait(state=CallState.DRAFT)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory, first_criterion=None, second_criterion=None)
    name = factory.Sequence(lambda n: f"Criterium {n}")
    weight = 1
    levels = factory.LazyFunction(lambda: list(LEVELS))


class EnvelopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Envelope

    call = factory.SubFactory(CallFactory)
    province = Province.EAST_FLANDERS
    amount_cents = 5_000_000


class ProposalRoleFactory(factory.django.DjangoModelFactory):
    """A holder since long, for good."""

    class Meta:
        model = ProposalRole

    proposal = factory.SubFactory("tests.factories.calls.ProposalFactory", holder=False)
    user = factory.SubFactory(UserFactory)
    role = TeamRole.HOLDER
    from_on = datetime.date(2019, 1, 1)
    given_by = factory.SelfAttribute("user")
    given_at = OPENS_AT


class ProposalFactory(factory.django.DjangoModelFactory):
    """A draft with a confirmed partner, a budget line of 8,000 euro and a milestone: ready to hand in."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    lead_school = factory.SubFactory(OrganisationFactory)
    consortium = factory.SubFactory(ConsortiumFactory, lead_school=factory.SelfAttribute("..lead_school"))
    sheet = factory.LazyAttribute(lambda proposal: start_sheet(proposal.call.questionnaire))
    title = factory.Sequence(lambda n: f"Voorstel {n}")
    summary = "Leerlingen meten met sensoren."
    site_name = "Campus Noord"
    site_municipality = "Gent"
    site_province = factory.SelfAttribute("lead_school.province")
    study_domains = factory.LazyFunction(lambda: ["stem"])
    finalities = factory.LazyFunction(lambda: ["A"])
    old_forms = factory.LazyFunction(lambda: ["bso"])
    grades = factory.LazyFunction(lambda: ["3"])
    pupil_count = 60
    teacher_count = 5
    starts_on = datetime.date(2027, 9, 1)
    ends_on = datetime.date(2028, 6, 30)
    replicability = "Met de handleiding."
    translation = "Elke les begint met een opdracht."
    freed_hours = 0
    anchoring = "De vakgroep."
    board_name = "Schoolbestuur Gent"
    board_number = "0891813446"
    signatory_name = "An Peeters"
    signatory_function = "voorzitter"
    signatory_email = "bestuur@example.be"
    start_key = factory.Sequence(lambda n: f"key-{n}")
    started_by = factory.SubFactory(UserFactory)
    started_at = WHILE_OPEN

    @factory.post_generation
    def holder(self, create, extracted, **kwargs):
        if extracted is not False:
            MembershipFactory(user=self.started_by, organisation=self.lead_school)
            ProposalRoleFactory(proposal=self, user=self.started_by)

    @factory.post_generation
    def plan(self, create, extracted, **kwargs):
        if extracted is not False:
            ConsortiumMemberFactory(consortium=self.consortium, confirmed=True)
            BudgetLineFactory(consortium=self.consortium)
            PlannedMilestoneFactory(consortium=self.consortium)


class ProposalAttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposalAttachment

    proposal = factory.SubFactory(ProposalFactory)
    title = factory.Sequence(lambda n: f"Bijlage {n}")
    file = factory.SubFactory(StoredFileFactory)


def ready_call():
    """A call in preparation to which nothing is missing."""
    call = calls.create_call(cycle=CycleFactory(), title="Nieuw", by=UserFactory(coordinator=True), at=WHILE_OPEN)
    calls.change_call(
        call,
        {
            "introduction": "## Doe mee\n<script>x</script>",
            "purpose": "Elke school vernieuwt.",
            "ranking_rule": RankingRule.OVERALL,
            "project_starts_on": datetime.date(2027, 9, 1),
            "project_ends_on": datetime.date(2028, 8, 31),
            "opens_at": OPENS_AT,
            "closes_at": CLOSES_AT,
            "budget_cents": 10_000_000,
            "max_grant_cents": 2_500_000,
        },
    )
    return call


def submitted_proposal(**fields):
    """A proposal that was handed in while its call was open."""
    proposal = ProposalFactory(**fields)
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    return proposal


def close(call, *, at=AFTER):
    """Close a call whose moment passed, when it is not closed yet."""
    call.refresh_from_db()
    if call.state == CallState.PUBLISHED:
        calls.close_call(call, by=None, at=at)
    return call


def admissible_proposal(**fields):
    """A proposal that passed the formal check of its closed call."""
    call = fields.get("call")
    if call is not None and call.state != CallState.PUBLISHED:
        raise ValueError("Hand in before closing.")
    proposal = submitted_proposal(**fields)
    judge_admissible(proposal, overrules={}, by=UserFactory(coordinator=True), at=AFTER)
    return proposal


def proposed_turn_down(proposal=None, *, at=AFTER, **unmet):
    """A first coordinator finds it inadmissible."""
    return turn_downs.propose_turn_down(
        proposal or submitted_proposal(),
        unmet=unmet or {"complete": "Het plan ontbreekt."},
        motivation="Het voorstel is niet volledig.",
        by=UserFactory(coordinator=True),
        at=at,
    )


def open_completion(proposal=None, *, parts=tuple(FormalPart.values), at=AFTER):
    """A school may complete formal parts."""
    proposal = proposal or submitted_proposal(call__completion_parts=list(FormalPart.values))
    return completions.ask_completion(
        proposal, parts=list(parts), explanation="De handtekening ontbreekt.", by=UserFactory(coordinator=True), at=at
    )


def turned_down(proposal, *, at=AFTER, **unmet):
    """Found inadmissible by two coordinators, its letter held."""
    turn_down = proposed_turn_down(proposal, at=at, **unmet)
    turn_downs.confirm_turn_down(turn_down, by=UserFactory(coordinator=True), at=at)
    proposal.refresh_from_db()
    return proposal


def reading(proposal, *points, reader=None, at=AFTER):
    """A complete review; opens the round when it is not open."""
    reader = reader or UserFactory(steering=True)
    coordinator = UserFactory(coordinator=True)
    call = close(proposal.call, at=at)
    proposal.refresh_from_db()
    review = reviews.assign_reader(proposal, reader, by=coordinator, at=at)
    if call.state == CallState.CLOSED:
        calls.open_review(call, by=coordinator, at=at)
    criteria = call.criteria.values_list("pk", flat=True)
    given = {pk: reviews.Given(value, "Omdat.") for pk, value in zip(criteria, itertools.cycle(points or [4]))}
    review.refresh_from_db()
    reviews.save_review(review, given, remark="", revision=review.revision)
    reviews.submit_review(review, by=reader, at=at)
    proposal.refresh_from_db()
    return review


def deliberated_proposal(*points, **fields):
    """An admissible proposal with one complete review, its call in deliberation."""
    proposal = admissible_proposal(**fields)
    reading(proposal, *points)
    calls.close_review(proposal.call, by=UserFactory(coordinator=True), at=AFTER)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ADMISSIBLE
    return proposal


def decided_proposal(outcome=Outcome.SELECTED, grant_cents=800_000, **fields):
    """A proposal with a prepared decision."""
    proposal = deliberated_proposal(**fields)
    verdict = decisions.Verdict(outcome, grant_cents, "Gemotiveerd.")
    decisions.decide(proposal, verdict, revision=0, by=UserFactory(coordinator=True), at=AFTER)
    return proposal
