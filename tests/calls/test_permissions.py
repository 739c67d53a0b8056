import pytest

from calls import permissions
from calls.enums import CallState, DecisionState, ProposalState, ReviewState, TeamRole
from calls.models import Call, Decision, Proposal, ProposalRole, Review
from innovet.accounts.enums import Role
from innovet.accounts.standing import NOBODY, Standing
from innovet.organisations.enums import MembershipRole
from tests.factories.calls import AFTER, CLOSES_AT, OPENS_AT, WHILE_OPEN

SCHOOL = 7
PROPOSAL = 3


class Person:
    def __init__(self, standing):
        self.standing = standing


def with_role(role):
    return Person(Standing(1, frozenset({role}), frozenset(), {}))


def of_school(role, school=SCHOOL, team=None):
    claims = {("organisation", role): frozenset({school})}
    if team:
        claims["proposal", team] = frozenset({PROPOSAL})
    return Person(Standing(1, frozenset(), frozenset(), claims))


def of_team(role):
    return Person(Standing(1, frozenset(), frozenset(), {("proposal", role): frozenset({PROPOSAL})}))


PEOPLE = {
    "visitor": Person(NOBODY),
    "coordinator": with_role(Role.COORDINATOR),
    "steering": with_role(Role.STEERING),
    "quality": with_role(Role.QUALITY),
    "rtc": with_role(Role.RTC),
    "administrator": with_role(Role.ADMINISTRATOR),
    "owner": of_school(MembershipRole.OWNER),
    "editor": of_school(MembershipRole.EDITOR),
    "reader": of_school(MembershipRole.READER),
    "deputy": Person(Standing(1, frozenset(), frozenset(), {("deputy", "deputy"): frozenset({SCHOOL})})),
    "other school": of_school(MembershipRole.OWNER, SCHOOL + 1),
    "holder": of_school(MembershipRole.EDITOR, team=TeamRole.HOLDER),
    "holder of no school": of_team(TeamRole.HOLDER),
    "writer": of_school(MembershipRole.OWNER, team=TeamRole.EDITOR),
    "team reader": of_school(MembershipRole.OWNER, team=TeamRole.READER),
}


def call(state=CallState.PUBLISHED):
    return Call(state=state, opens_at=OPENS_AT, closes_at=CLOSES_AT)


def proposal(state=ProposalState.DRAFT, call_state=CallState.PUBLISHED):
    row = Proposal(pk=PROPOSAL, lead_school_id=SCHOOL, state=state, call=call(call_state))
    row._state.fields_cache["decision"] = None
    return row


def released(state):
    row = proposal(state)
    Decision(proposal=row, state=DecisionState.RELEASED)
    return row


def change():
    row = proposal()
    row.replaces_id = PROPOSAL + 1
    return row


VERBS = {
    "manage calls": (permissions.can_manage_calls, {"coordinator"}),
    "edit a call in preparation": (
        lambda user: permissions.can_edit_call(user, call(CallState.DRAFT)),
        {"coordinator"},
    ),
    "edit a published call": (lambda user: permissions.can_edit_call(user, call()), set()),
    "open the review": (lambda user: permissions.can_open_review(user, call(CallState.CLOSED)), {"coordinator"}),
    "open the review too early": (lambda user: permissions.can_open_review(user, call()), set()),
    "close the review": (lambda user: permissions.can_close_review(user, call(CallState.REVIEW)), {"coordinator"}),
    "close no review": (lambda user: permissions.can_close_review(user, call(CallState.CLOSED)), set()),
    "assign": (lambda user: permissions.can_assign(user, call(CallState.REVIEW)), {"coordinator"}),
    "assign too late": (lambda user: permissions.can_assign(user, call(CallState.DECIDED)), set()),
    "start": (
        lambda user: permissions.can_start_proposal(user, call(), at=WHILE_OPEN),
        set(PEOPLE) - {"visitor"},
    ),
    "start too late": (lambda user: permissions.can_start_proposal(user, call(), at=CLOSES_AT), set()),
    "edit a draft": (
        lambda user: permissions.can_edit_proposal(user, proposal()),
        {"holder", "holder of no school", "writer"},
    ),
    "edit what was handed in": (
        lambda user: permissions.can_edit_proposal(user, proposal(ProposalState.SUBMITTED)),
        set(),
    ),
    "submit": (
        lambda user: permissions.can_submit_proposal(user, proposal(), at=WHILE_OPEN),
        {"holder", "writer"},
    ),
    "submit too late": (lambda user: permissions.can_submit_proposal(user, proposal(), at=CLOSES_AT), set()),
    "replace": (
        lambda user: permissions.can_replace_proposal(user, proposal(ProposalState.SUBMITTED), at=WHILE_OPEN),
        {"holder", "holder of no school", "writer"},
    ),
    "replace too late": (
        lambda user: permissions.can_replace_proposal(user, proposal(ProposalState.SUBMITTED), at=CLOSES_AT),
        set(),
    ),
    "replace a draft": (lambda user: permissions.can_replace_proposal(user, proposal(), at=WHILE_OPEN), set()),
    "take back": (
        lambda user: permissions.can_take_back_proposal(user, proposal(ProposalState.SUBMITTED), at=WHILE_OPEN),
        {"holder", "holder of no school"},
    ),
    "take back too late": (
        lambda user: permissions.can_take_back_proposal(user, proposal(ProposalState.SUBMITTED), at=CLOSES_AT),
        set(),
    ),
    "withdraw a change": (lambda user: permissions.can_withdraw_proposal(user, change()), set()),
    "withdraw": (
        lambda user: permissions.can_withdraw_proposal(user, proposal(ProposalState.SUBMITTED)),
        {"holder", "holder of no school"},
    ),
    "withdraw what is judged and not released": (
        lambda user: permissions.can_withdraw_proposal(user, proposal(ProposalState.INADMISSIBLE)),
        {"holder", "holder of no school"},
    ),
    "withdraw what is decided": (
        lambda user: permissions.can_withdraw_proposal(user, released(ProposalState.INADMISSIBLE)),
        set(),
    ),
    "manage the team": (
        lambda user: permissions.can_manage_team(user, proposal(ProposalState.SUBMITTED)),
        {"holder", "holder of no school"},
    ),
    "manage the team of what was withdrawn": (
        lambda user: permissions.can_manage_team(user, proposal(ProposalState.WITHDRAWN)),
        set(),
    ),
    "end a colleague's role": (
        lambda user: permissions.can_end_role(user, ProposalRole(user_id=2), proposal()),
        {"holder", "holder of no school"},
    ),
    "end one's own role": (
        lambda user: permissions.can_end_role(user, ProposalRole(user_id=1), proposal(ProposalState.WITHDRAWN)),
        set(PEOPLE) - {"visitor"},
    ),
    "hand a colleague's role over": (
        lambda user: permissions.can_hand_over(user, ProposalRole(user_id=2), proposal()),
        {"coordinator"},
    ),
    "hand one's own role over": (
        lambda user: permissions.can_hand_over(user, ProposalRole(user_id=1), proposal()),
        set(PEOPLE) - {"visitor"},
    ),
    "hand over what was withdrawn": (
        lambda user: permissions.can_hand_over(user, ProposalRole(user_id=1), proposal(ProposalState.WITHDRAWN)),
        set(),
    ),
    "take a draft over": (
        lambda user: permissions.can_take_over(user, proposal()),
        {"owner", "deputy", "writer", "team reader"},
    ),
    "take over what was handed in": (
        lambda user: permissions.can_take_over(user, proposal(ProposalState.SUBMITTED)),
        set(),
    ),
    "take over what one holds": (
        lambda user: permissions.can_take_over(
            of_school(MembershipRole.OWNER, team=TeamRole.HOLDER) if user.standing.user_id else user, proposal()
        ),
        set(),
    ),
    "ask for help": (
        lambda user: permissions.can_ask_help(user, proposal()),
        {"holder", "holder of no school", "writer"},
    ),
    "look along": (lambda user: permissions.can_look_along(user, proposal()), {"coordinator"}),
    "look along at what was handed in": (
        lambda user: permissions.can_look_along(user, proposal(ProposalState.SUBMITTED)),
        set(),
    ),
    "judge": (
        lambda user: permissions.can_judge_admissibility(user, proposal(ProposalState.SUBMITTED), at=AFTER),
        {"coordinator"},
    ),
    "judge too early": (
        lambda user: permissions.can_judge_admissibility(user, proposal(ProposalState.SUBMITTED), at=WHILE_OPEN),
        set(),
    ),
    "judge again": (
        lambda user: permissions.can_judge_admissibility(user, proposal(ProposalState.ADMISSIBLE), at=AFTER),
        set(),
    ),
    "see the ranking": (
        lambda user: permissions.can_see_ranking(user, call(CallState.DELIBERATION)),
        {"coordinator", "steering"},
    ),
    "see the ranking during the round": (
        lambda user: permissions.can_see_ranking(user, call(CallState.REVIEW)),
        set(),
    ),
    "decide": (
        lambda user: permissions.can_decide(user, proposal(ProposalState.ADMISSIBLE, CallState.DELIBERATION)),
        {"coordinator"},
    ),
    "decide during the round": (
        lambda user: permissions.can_decide(user, proposal(ProposalState.ADMISSIBLE, CallState.REVIEW)),
        set(),
    ),
    "decide on what is inadmissible": (
        lambda user: permissions.can_decide(user, proposal(ProposalState.INADMISSIBLE, CallState.DELIBERATION)),
        set(),
    ),
    "release": (lambda user: permissions.can_release(user, Decision(state=DecisionState.PREPARED)), {"coordinator"}),
    "release again": (lambda user: permissions.can_release(user, Decision(state=DecisionState.RELEASED)), set()),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_role_may_do_what_the_table_says(verb):
    ask, allowed = VERBS[verb]
    assert {name for name, person in PEOPLE.items() if ask(person)} == allowed


@pytest.mark.parametrize("verb", VERBS)
def test_every_refusal_has_a_reason(verb):
    ask, _allowed = VERBS[verb]
    for person in PEOPLE.values():
        verdict = ask(person)
        assert verdict or str(verdict.reason)


@pytest.mark.parametrize(
    ("reviewer", "state", "call_state", "allowed"),
    [
        (1, ReviewState.OPEN, CallState.REVIEW, True),
        (2, ReviewState.OPEN, CallState.REVIEW, False),
        (1, ReviewState.SUBMITTED, CallState.REVIEW, False),
        (1, ReviewState.OPEN, CallState.DELIBERATION, False),
    ],
)
def test_a_review_is_written_by_its_reader_while_the_round_is_open(reviewer, state, call_state, allowed):
    review = Review(reviewer_id=reviewer, state=state)
    assert bool(permissions.can_write_review(PEOPLE["steering"], review, call(call_state))) is allowed
