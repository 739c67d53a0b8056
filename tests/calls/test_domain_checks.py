import datetime

import pytest

from calls.domain.checks import check_proposals, check_requirements
from calls.enums import ApprovalRule, ConfirmationRule, FormalPart, FormalProblem, LimitCounts, LimitRoles, Requirement
from calls.models import Call, Proposal
from innovet.education import Network
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation
from projects.enums import MemberState, Reach
from tests.factories.calls import AFTER, CLOSES_AT, CallFactory, open_completion, submitted_proposal
from tests.factories.files import StoredFileFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db

DURING = CLOSES_AT + datetime.timedelta(days=1)
OVER = CLOSES_AT + datetime.timedelta(days=8)


def finding(proposal, requirement, at=AFTER):
    return next(one for one in check_requirements(proposal, at=at) if one.requirement == requirement)


def codes(proposal, requirement, at=AFTER):
    return [problem.code for problem in finding(proposal, requirement, at).problems]


def rules(proposal, **changes):
    """The rules of its call, changed behind the back of the portal."""
    Call.objects.filter(pk=proposal.call_id).update(**changes)
    proposal.call.refresh_from_db()
    return proposal


def test_a_core_that_is_not_whole_is_named():
    proposal = submitted_proposal()
    Proposal.objects.filter(pk=proposal.pk).update(board_name="")
    found = finding(proposal, Requirement.COMPLETE)
    assert [problem.code for problem in found.problems] == [FormalProblem.PARTS_MISSING]
    assert "schoolbestuur" in str(found.problems[0])


def test_kind_finality_and_network_of_the_lead_school():
    proposal = rules(submitted_proposal(), lead_kinds=["board"], finalities=["DU"], networks=[Network.GO])
    assert codes(proposal, Requirement.ELIGIBLE) == [
        FormalProblem.KIND,
        FormalProblem.FINALITY,
        FormalProblem.NETWORK,
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("needs_knowledge_partner", FormalProblem.NO_KNOWLEDGE),
        ("needs_local_partner", FormalProblem.NO_LOCAL),
        ("needs_supralocal_partner", FormalProblem.NO_SUPRALOCAL),
    ],
)
def test_each_side_of_the_partnership_that_the_call_asks(rule, code):
    proposal = rules(submitted_proposal(), **{rule: True})
    assert codes(proposal, Requirement.PARTNERSHIP) == [code]
    ConsortiumMemberFactory(
        consortium=proposal.consortium,
        confirmed=True,
        organisation__kind=OrganisationKind.UNIVERSITY,
        reach=Reach.LOCAL if rule == "needs_local_partner" else Reach.SUPRALOCAL,
    )
    assert codes(proposal, Requirement.PARTNERSHIP) == []


def test_partners_from_education_alone_are_no_labour_market():
    proposal = submitted_proposal()
    organisation = proposal.consortium.members.get().organisation
    organisation.kind = OrganisationKind.UNIVERSITY
    organisation.save()
    assert codes(proposal, Requirement.PARTNERSHIP) == [FormalProblem.NO_LABOUR]


def waiting_for_partner(**rule):
    proposal = submitted_proposal(call__confirmation_rule=ConfirmationRule.AFTER_CLOSING, **rule)
    proposal.consortium.members.update(state=MemberState.INVITED)
    return proposal


def test_until_its_last_day_an_unconfirmed_partner_counts_and_is_waited_for():
    proposal = waiting_for_partner()
    confirmed = finding(proposal, Requirement.CONFIRMED, DURING)
    assert [problem.code for problem in confirmed.problems] == [FormalProblem.UNCONFIRMED]
    assert confirmed.due_at == datetime.datetime(2027, 3, 19, 23, tzinfo=datetime.UTC)
    assert codes(proposal, Requirement.PARTNERSHIP, DURING) == []


def test_after_it_an_unconfirmed_partner_counts_for_nothing_and_the_rule_decides():
    proposal = waiting_for_partner()
    confirmed = finding(proposal, Requirement.CONFIRMED, OVER)
    assert confirmed.is_met
    assert "Niet bevestigd" in confirmed.remark
    assert codes(proposal, Requirement.PARTNERSHIP, OVER) == [FormalProblem.NO_LABOUR]


def test_an_unconfirmed_partner_beside_one_that_confirmed_does_no_harm():
    proposal = waiting_for_partner()
    ConsortiumMemberFactory(consortium=proposal.consortium, confirmed=True)
    assert [one.requirement for one in check_requirements(proposal, at=OVER) if not one.is_met] == []


def test_the_money_of_an_unconfirmed_partner_is_no_co_financing_after_the_last_day():
    proposal = waiting_for_partner()
    ConsortiumMemberFactory(consortium=proposal.consortium, confirmed=True)
    member = proposal.consortium.members.first()
    proposal.consortium.budget_lines.create(category="other", description="Uren", own_cents=100_000, member=member)
    rules(proposal, co_financing_percent=10)
    assert codes(proposal, Requirement.BUDGET, DURING) == []
    assert codes(proposal, Requirement.BUDGET, OVER) == [FormalProblem.COSTS]


def test_a_partner_that_withdrew_does_not_count_at_once():
    proposal = waiting_for_partner()
    proposal.consortium.members.update(state=MemberState.WITHDRAWN)
    assert codes(proposal, Requirement.CONFIRMED, DURING) == []
    assert codes(proposal, Requirement.PARTNERSHIP, DURING) == [FormalProblem.NO_LABOUR]


def test_where_no_confirmation_is_needed_nobody_is_waited_for():
    proposal = rules(waiting_for_partner(), confirmation_rule=ConfirmationRule.NONE)
    assert [one.requirement for one in check_requirements(proposal, at=OVER) if not one.is_met] == []


def test_a_completion_that_opens_confirmations_gives_partners_until_its_end():
    proposal = waiting_for_partner(call__completion_parts=[FormalPart.CONFIRMATIONS])
    completion = open_completion(proposal, parts=[FormalPart.CONFIRMATIONS], at=OVER)
    assert finding(proposal, Requirement.CONFIRMED, OVER).due_at == completion.closes_at
    assert codes(proposal, Requirement.PARTNERSHIP, OVER) == []
    assert codes(proposal, Requirement.PARTNERSHIP, completion.closes_at) == [FormalProblem.NO_LABOUR]


def test_a_proposal_without_approval_waits_until_its_last_day():
    proposal = rules(submitted_proposal(), approval_rule=ApprovalRule.HEAD)
    found = finding(proposal, Requirement.APPROVED)
    assert [problem.code for problem in found.problems] == [FormalProblem.UNAPPROVED]
    assert found.due_at == datetime.datetime(2027, 3, 19, 23, tzinfo=datetime.UTC)


def test_files_of_another_kind_or_size_than_the_call_takes():
    proposal = rules(submitted_proposal(), file_kinds=["pdf"], max_file_megabytes=1, max_total_megabytes=1)
    big = StoredFileFactory(kind="pdf", size=2 * 1024 * 1024)
    sheet = StoredFileFactory(kind="spreadsheet", size=1)
    for title, file in (("A", big), ("B", sheet)):
        proposal.attachments.create(title=title, file=file)
    assert codes(proposal, Requirement.FILES) == [
        FormalProblem.FILE_KIND,
        FormalProblem.FILE_SIZE,
        FormalProblem.FILES_SIZE,
    ]


def test_the_limit_counts_a_merged_school_with_its_successor():
    call = CallFactory()
    school = OrganisationFactory()
    old = OrganisationFactory(successor=school, ended_on=datetime.date(2027, 3, 1))
    pair = [submitted_proposal(call=call, lead_school=one) for one in (school, old)]
    rules(pair[0], limit=1)
    rules(pair[1])
    assert [codes(one, Requirement.LIMIT) for one in pair] == [[FormalProblem.OVER_LIMIT]] * 2
    rules(pair[0], limit=2)
    assert codes(pair[0], Requirement.LIMIT) == []


def test_the_limit_counts_per_board_and_in_any_role_where_the_call_says_so():
    call = CallFactory()
    board = OrganisationFactory(kind=OrganisationKind.BOARD)
    one, other = OrganisationFactory(), OrganisationFactory()
    Organisation.objects.filter(pk__in=[one.pk, other.pk]).update(board=board)
    first, second = submitted_proposal(call=call, lead_school=one), submitted_proposal(call=call)
    ConsortiumMemberFactory(consortium=second.consortium, organisation=other, confirmed=True)
    rules(first, limit=1, limit_counts=LimitCounts.BOARD)
    assert codes(first, Requirement.LIMIT) == []
    rules(first, limit_roles=LimitRoles.ANY)
    assert codes(first, Requirement.LIMIT) == [FormalProblem.OVER_LIMIT]


def test_checking_a_whole_call_takes_as_many_statements_for_three_as_for_one(django_assert_max_num_queries):
    call = CallFactory(limit=1, limit_roles=LimitRoles.ANY, approval_rule=ApprovalRule.HEAD)
    counts = []
    for more in (1, 2):
        for _copy in range(more):
            submitted_proposal(call=call)
        fresh = Call.objects.get(pk=call.pk)
        with django_assert_max_num_queries(14) as captured:
            check_proposals(fresh.proposals.all(), fresh, at=AFTER)
        counts.append(len(captured))
    assert counts[0] == counts[1]
