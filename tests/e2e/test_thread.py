"""The whole thread of InnoVET: from a call to a catalogue and a meeting, each person in a browser of their own."""

import datetime

import pytest

from calls.tasks import close_calls
from innovet.kit import clock
from innovet.organisations.enums import OrganisationKind
from tests.e2e.thread import calling, judging, running, sharing
from tests.e2e.thread.walking import Walker
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LATER = datetime.timedelta(days=3)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def walk(new_page, axe, request):
    """Let a person, or a visitor, walk in a browser of their own; the accessibility check is a script itself."""
    check = axe if request.param else lambda _page: None
    return lambda user=None: Walker(new_page(user=user, javascript=request.param), check)


@pytest.fixture
def people(live_server):
    """Who takes part; the organisations are known to the portal already."""
    school = OrganisationFactory(name="Bakkersschool Aalst")
    partners = [
        OrganisationFactory(name="Bakkerij De Korenaar", kind=OrganisationKind.COMPANY),
        OrganisationFactory(name="Hogeschool Denderland", kind=OrganisationKind.UNIVERSITY),
    ]
    owner = MembershipFactory(organisation=school, user__email="els@school.example", user__name="Els Maes").user
    tied = MembershipFactory(organisation=partners[0], user__name="Tom Bakker").user
    return {
        "coordinator": UserFactory(coordinator=True, name="Mia Coo", email="coordinator@innovet.example"),
        "owner": owner,
        "tied": tied,
        "readers": [UserFactory(name=f"Lezer {name}") for name in ("Een", "Twee", "Drie")],
        "quality": UserFactory(quality=True, name="Kim Keur"),
    }


def pass_closing_moment(monkeypatch):
    """Days go by, for the server's threads as well; the closing task comes round."""
    really_now = clock.now
    monkeypatch.setattr(clock, "now", lambda: really_now() + LATER)
    assert close_calls() == 1


def test_a_call_becomes_a_project_material_and_a_meeting(walk, people, monkeypatch):
    coordinator, owner = walk(people["coordinator"]), walk(people["owner"])
    readers, tied = people["readers"], people["tied"]

    calling.make_cycle(coordinator, [*readers, tied])
    call = calling.publish_call(coordinator)
    proposal = calling.write_proposal(owner)
    calling.ask_partners(owner)
    for _organisation, contact, address, *_rest in calling.PARTNERS:
        calling.confirm_by_mail(walk(), contact, address)
    calling.ask_head(owner)
    calling.approve_by_mail(walk())
    calling.hand_in(owner, proposal)
    pass_closing_moment(monkeypatch)

    judging.judge_admissible(coordinator, call)
    judging.assign_readers(coordinator, call, readers, tied)
    judging.is_kept_out(walk(tied), proposal)
    for reader, points in zip(readers, (4, 4, 5), strict=True):
        judging.score(walk(reader), reader.email, points)
    judging.rank_and_decide(coordinator, call)
    judging.release_letter(coordinator, call)

    project = running.read_letter(owner)
    running.reach_milestone(coordinator, owner, project)
    running.report(coordinator, owner, project)
    running.close_project(coordinator, project)

    sharing.hand_in_resource(owner)
    sharing.grant_label(walk(people["quality"]), people["quality"].email)
    sharing.find_and_download(walk())
    meeting = sharing.publish_meeting(coordinator)
    sharing.take_turns(owner, walk(readers[0]), readers[0].email, meeting)
