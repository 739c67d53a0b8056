"""A school on its way from "may we take part?" to a receipt, and another that comes one second too late."""

import datetime
import re

import pypdfium2
import pytest
from django.core.cache import cache

from calls.enums import ApprovalRule, ProposalState
from calls.models import BudgetRule, Proposal
from innovet.kit import clock
from innovet.organisations.enums import OrganisationKind
from innovet.questions.enums import QuestionKind
from projects.enums import BudgetCategory, Reach
from tests.e2e.thread import calling
from tests.e2e.thread.calling import day, to_part
from tests.e2e.thread.walking import Walker
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.calls import CallFactory, ProposalFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory
from tests.factories.questions import QuestionFactory, SectionFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

GRACE = datetime.timedelta(minutes=15)
SECOND = datetime.timedelta(seconds=1)
ESTIMATE = "Raming uit de vragen vooraf: splits dit op"
TOO_MUCH = "andere: hoogstens 10% van het gevraagde bedrag; nu is het 20.000 euro"
LOST = "De verbinding viel weg in het midden van deze zin."


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def walk(new_page, axe):
    """Let a person, or a visitor, walk in a browser of their own; every page they meet is checked."""
    return lambda user=None: Walker(new_page(user=user), axe)


@pytest.fixture
def call():
    """A call that closes tomorrow, a quarter of grace included: a head approves, and "andere" is at most a tenth."""
    now = clock.now()
    call = CallFactory(
        title=calling.CALL,
        opens_at=now - datetime.timedelta(days=1),
        closes_at=now + datetime.timedelta(days=1) + GRACE,
        grace_minutes=GRACE.seconds // 60,
        project_starts_on=day(60),
        project_ends_on=day(300),
        approval_rule=ApprovalRule.HEAD,
        needs_knowledge_partner=True,
        needs_local_partner=True,
        needs_supralocal_partner=True,
    )
    BudgetRule.objects.create(call=call, category=BudgetCategory.OTHER, max_percent=10)
    section = SectionFactory(questionnaire=call.questionnaire)
    QuestionFactory(section=section, kind=QuestionKind.LONG_TEXT, label=calling.QUESTION)
    return call


@pytest.fixture
def owner():
    """Who writes for the school; its partners are in the directory."""
    OrganisationFactory(name="Bakkerij De Korenaar", kind=OrganisationKind.COMPANY)
    OrganisationFactory(name="Hogeschool Denderland", kind=OrganisationKind.UNIVERSITY)
    person = UserFactory(verified=True, email="els@school.example", name="Els Maes")
    return MembershipFactory(user=person, organisation__name="Bakkersschool Aalst").user


def take_quiz(visitor, call):
    """Without an account: what the rules of the call say of this school."""
    visitor.go("call_detail", call.pk).follow("Kan mijn school meedoen?")
    visitor.choose("Arbeidsmarktfinaliteit", "Een partner van de arbeidsmarkt")
    visitor.fill({"Hoeveel zou je ongeveer vragen, in euro?": "20.000"})
    visitor.fill({"Wanneer zou het project starten?": day(200), "Wanneer zou het project eindigen?": day(300)})
    visitor.press("Kijk of het past").see("Je school kan meedoen. Enkele dingen moet je nog uitzoeken.")


def sign_in_and_start(visitor, owner):
    """Starting asks who somebody is and goes on where they were; the answers stand in the draft. Gives its number."""
    visitor.follow("Begin een voorstel").fill({"E-mailadres": owner.email, "Wachtwoord": PASSWORD})
    visitor.press("Aanmelden").press("Voorstel beginnen").see("Wat je vooraf antwoordde, staat al in het ontwerp.")
    assert visitor.page.get_by_label("arbeidsmarktfinaliteit").is_checked()
    assert visitor.page.get_by_label("Eerste dag").input_value() == day(200)
    return visitor.number


def lose_connection(writer, proposal):
    """What is typed without a network stays in the page, and is kept as soon as there is one."""
    group = writer.page.locator(".govuk-form-group:has(#id_summary)")
    writer.page.context.set_offline(True)
    writer.fill({"Publieke samenvatting": LOST})
    group.get_by_text("er is geen verbinding").wait_for()
    assert writer.meet().page.input_value("#id_summary") == LOST
    assert not Proposal.objects.get(pk=proposal).summary
    writer.page.context.set_offline(False)
    group.get_by_text(re.compile(r"bewaard om \d{1,2}\.\d\d")).wait_for()
    assert Proposal.objects.get(pk=proposal).summary == LOST
    assert writer.go("proposal_edit", proposal).page.input_value("#id_summary") == LOST


def mend_budget(writer):
    """The check before handing in leads to what is against the rules; the amount stays, so the approval does too."""
    to_part(writer, "Nakijken en indienen").follow(TOO_MUCH).see(TOO_MUCH)
    writer.follow(ESTIMATE).fill({"Categorie": "toestellen en uitrusting", "Beschrijving": "Robotarm"})
    writer.see("Deze begroting volgt de regels van de oproep.").press("Bewaren")
    to_part(writer, "Nakijken en indienen").see("De school keurde goed wat hier staat.")


def download_receipt(writer, proposal):
    """The document bears the hash that the receipt shows."""
    digest = writer.go("proposal_receipt", proposal).page.locator("code.digest").inner_text()
    with writer.page.expect_download() as waiting:
        writer.page.get_by_role("button", name="Wat je indiende, als pdf").click()
    document = waiting.value.path().read_bytes()
    assert document.startswith(b"%PDF")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    assert digest in re.sub(r"\s", "", text)


def test_a_school_goes_from_the_quiz_to_a_receipt(walk, call, owner):
    writer = walk()
    take_quiz(writer, call)
    proposal = sign_in_and_start(writer, owner)
    lose_connection(writer, proposal)
    calling.write_core(writer)
    calling.answer_question(writer)
    calling.plan_step(writer)
    calling.ask_partners(writer)
    for _organisation, contact, address, *_rest in calling.PARTNERS:
        calling.confirm_by_mail(walk(), contact, address)
    calling.ask_head(writer.go("proposal_edit", proposal))
    calling.approve_by_mail(walk())
    mend_budget(writer.go("proposal_edit", proposal))
    calling.hand_in(writer, proposal)
    download_receipt(writer, proposal)


def test_a_school_is_refused_one_second_after_closing_plus_grace(walk, call, monkeypatch):
    late = ProposalFactory(call=call, title="Te laat", starts_on=day(200), ends_on=day(300))
    for kind, reach in ((OrganisationKind.COMPANY, Reach.LOCAL), (OrganisationKind.UNIVERSITY, Reach.SUPRALOCAL)):
        ConsortiumMemberFactory(consortium=late.consortium, confirmed=True, organisation__kind=kind, reach=reach)
    writer = walk(late.started_by)
    monkeypatch.setattr(clock, "now", lambda: call.closes_at - SECOND)
    writer.go("proposal_edit", late.pk).fill({"Publieke samenvatting": LOST}).press("Bewaren")
    to_part(writer, "Nakijken en indienen").see("Alles is er.")
    monkeypatch.setattr(clock, "now", lambda: call.closes_at + SECOND)
    writer.press("Indienen").see("Bij deze oproep kun je nu niet indienen.", LOST)
    writer.go("proposal_edit", late.pk)
    assert writer.page.input_value("#id_summary") == LOST
    assert Proposal.objects.get(pk=late.pk).state == ProposalState.DRAFT
    assert not late.versions.exists()
