"""The call that has just closed: 22 proposals, at every point that a coordinator meets in the formal check."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from calls.domain import (
    addenda,
    admissibility,
    applicant_questions,
    approvals,
    calls,
    completions,
    extensions,
    proposal_attachments,
    proposals,
    replacing,
    turn_downs,
)
from calls.enums import Approver, ConfirmationRule, ExtensionReason, FormalPart
from calls.models import BudgetRule, Call, Proposal
from innovet.kit import clock
from innovet.organisations.domain import deputies
from innovet.organisations.models import Membership
from innovet.portal.demo import calling, people, places
from innovet.portal.demo.calling import moment
from innovet.portal.demo.plans import IN_CHECK, Plan
from projects.domain import budgets
from projects.enums import BudgetCategory
from projects.models import Cycle

# Long terms, so that whoever looks at the demo weeks later still finds what waits.
TERM = 20
MATERIAL_CAP = 30
DRAFTS = ("draft", "extension")
type Told = dict[str, list[Proposal]]


def tell_check(cycle: Cycle) -> None:
    """From the published call to the day on which the formal check is half done."""
    with clock.at(moment(2026, 10, 5)):
        call = _prepare(cycle)
    with clock.at(moment(2026, 10, 22, 14)):
        told = _hand_in_all(call)
    with clock.at(moment(2026, 10, 27, 11)):
        _cap_material(call)
    with clock.at(moment(2026, 11, 17, 15)):
        _replace(told["replaced"][0])
    with clock.at(moment(2026, 11, 27)):
        call.refresh_from_db()
        calls.close_call(call, by=None, at=clock.now())
    with clock.at(moment(2026, 11, 27, 10)):
        _check(call, told)


def _prepare(cycle: Cycle) -> Call:
    return calling.prepare_call(
        cycle,
        "Oproep 2026-2027, tweede semester (demo)",
        opens_at=moment(2026, 10, 12, 0),
        closes_at=moment(2026, 11, 13, 0),
        maximum=25_000,
        project_starts_on=date(2027, 2, 1),
        project_ends_on=date(2027, 8, 31),
        asks_questions_until_on=date(2026, 11, 6),
        confirmation_rule=ConfirmationRule.AFTER_CLOSING,
        confirmation_days=TERM,
        approval_days=TERM,
        completion_days=TERM,
        completion_parts=list(FormalPart.values),
    )


def _hand_in_all(call: Call) -> Told:
    """Every plan as far as its school brought it before closing, by how it goes on."""
    told: Told = {}
    for plan in IN_CHECK:
        told.setdefault(plan.outcome, []).append(_bring(call, plan))
    return told


def _bring(call: Call, plan: Plan) -> Proposal:
    """A draft, or what its school handed in; who is still waited for did not answer."""
    proposal = calling.draft_proposal(call, plan, places.lead_of(plan.town))
    if plan.outcome in DRAFTS:
        return proposal
    calling.confirm_partners(proposal, most=1 if plan.outcome == "unconfirmed" else None)
    proposal = Proposal.objects.get(pk=proposal.pk)
    if plan.outcome == "deputy":
        _attach(proposal, "Brief van het bedrijf (demo)", "brief.txt")
        _attach(proposal, "Lokaalplan (demo)", "lokaalplan.txt")
        _approve_as_deputy(proposal)
    elif plan.outcome == "unapproved":
        _ask_head(proposal)
    else:
        calling.approve_as_head(proposal)
    return calling.submit(proposal)


def _attach(proposal: Proposal, title: str, name: str) -> None:
    upload = SimpleUploadedFile(name, f"{title}: {proposal.title}\n".encode(), content_type="text/plain")
    proposal_attachments.attach_file(
        proposal, title=title, upload=upload, by=places.lead_of(proposal.lead_school.municipality), at=clock.now()
    )


def _approve_as_deputy(proposal: Proposal) -> None:
    """The head is away for some weeks; the teacher of the cast stands in and approves."""
    teacher, head = people.cast("teacher"), places.lead_of(proposal.lead_school.municipality)
    member = Membership.objects.get(organisation=proposal.lead_school, user=teacher)
    deputies.name_deputy(member, from_on=clock.today(), until_on=date(2027, 1, 8), by=head, at=clock.now())
    asked = approvals.ask_approval(proposal, Approver.HEAD, name=head.name, email=head.email, by=head, at=clock.now())
    approvals.approve(asked, name=teacher.name, function="waarnemend directeur", by=teacher, at=clock.now())


def _ask_head(proposal: Proposal) -> None:
    lead = places.lead_of(proposal.lead_school.municipality)
    approvals.ask_approval(proposal, Approver.HEAD, name=lead.name, email=lead.email, by=lead, at=clock.now())


def _cap_material(call: Call) -> None:
    """A school asks what material may cost; the answer becomes an addendum, which moves the closing moment."""
    coordinator = people.cast("coordinator")
    question = applicant_questions.ask_question(
        call,
        "Mag het grootste deel van het budget naar materiaal gaan? (demo)",
        by=places.lead_of("Turnhout"),
        at=clock.now(),
    )
    applicant_questions.answer_question(
        question,
        published_text="Mag het grootste deel van het budget naar materiaal gaan?",
        answer=f"Nee. Materiaal alleen heeft geen blijvend effect: hoogstens {MATERIAL_CAP} procent van wat je vraagt. (demo)",
        by=coordinator,
        at=clock.now(),
    )
    call.refresh_from_db()
    addenda.publish_addendum(
        call,
        addenda.Changes(costs=[BudgetRule(category=BudgetCategory.MATERIAL, max_percent=MATERIAL_CAP)]),
        reason="Een school vroeg hoeveel van het budget naar materiaal mag gaan. (demo)",
        after=0,
        question=question,
        by=coordinator,
        at=clock.now(),
    )


def _replace(proposal: Proposal) -> None:
    """A school mends its budget after the addendum and hands in a second version."""
    proposal = Proposal.objects.get(pk=proposal.pk)
    lead = places.lead_of(proposal.lead_school.municipality)
    draft = replacing.start_replacement(proposal, by=lead, at=clock.now())
    asked = sum(line.requested_cents for line in draft.consortium.budget_lines.all())
    hours = draft.consortium.budget_lines.get(category=BudgetCategory.FREED_HOURS)
    material = draft.consortium.budget_lines.get(category=BudgetCategory.MATERIAL)
    spared = material.requested_cents - asked * MATERIAL_CAP // 100
    for line, cents in ((hours, spared), (material, -spared)):
        budgets.change_budget_line(
            line,
            revision=line.revision,
            category=line.category,
            description=line.description,
            requested_cents=line.requested_cents + cents,
            own_cents=line.own_cents,
        )
    calling.submit(draft)


def _check(call: Call, told: Told) -> None:
    """What the two coordinators did so far; the rest waits."""
    coordinator, second = people.cast("coordinator"), people.cast("second_coordinator")
    for proposal in _now(told["admissible"]):
        admissibility.judge_admissible(proposal, overrules={}, by=coordinator, at=clock.now())
    for proposal in _now(told["inadmissible"] + told["turn_down"]):
        turn_down = turn_downs.propose_turn_down(
            proposal,
            unmet={"eligible": "De school biedt geen arbeidsmarktgerichte opleiding meer aan. (demo)"},
            motivation="De school biedt sinds dit schooljaar geen arbeidsmarktgerichte opleiding meer aan. (demo)",
            by=second,
            at=clock.now(),
        )
        if proposal in told["inadmissible"]:
            turn_downs.confirm_turn_down(turn_down, by=coordinator, at=clock.now())
    for proposal in _now(told["withdrawn"]):
        lead = places.lead_of(proposal.lead_school.municipality)
        reason = "Het partnerbedrijf verhuist en kan dit jaar niet meewerken. (demo)"
        proposals.withdraw_proposal(proposal, reason=reason, by=lead, at=clock.now())
    _complete(told)
    [late] = told["extension"]
    extensions.propose_extension(
        call,
        late.lead_school,
        closes_at=moment(2026, 12, 19, 0),
        reason_code=ExtensionReason.FORCE_MAJEURE,
        reason="Waterschade in de school in de laatste week voor het einde. (demo)",
        by=coordinator,
        at=clock.now(),
    )


def _complete(told: Told) -> None:
    """Two schools are asked to complete formal parts; one answered at once."""
    for proposal in _now(told["completing"] + told["completed"]):
        completion = completions.ask_completion(
            proposal,
            parts=[FormalPart.BENEFICIARY, FormalPart.ATTACHMENTS],
            explanation="De naam van wie tekent voor het schoolbestuur ontbreekt: nu staat er alleen een functie. (demo)",
            by=people.cast("coordinator"),
            at=clock.now(),
        )
        if proposal in told["completed"]:
            signatory = {"signatory_name": "An Voorbeeld (demo)", "signatory_function": "afgevaardigd bestuurder"}
            completions.answer_completion(
                completion,
                completions.Completed(beneficiary=signatory),
                by=places.lead_of(proposal.lead_school.municipality),
                at=clock.now(),
            )


def _now(told: Iterable[Proposal]) -> Iterable[Proposal]:
    """The proposals as they stand by now."""
    return (
        Proposal.objects.select_related("call", "lead_school", "consortium", "sheet", "theme")
        .filter(pk__in=[proposal.pk for proposal in told])
        .order_by("pk")
    )
