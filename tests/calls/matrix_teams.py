from tests.architecture.matrix import CONFLICT, FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

COORDINATOR = {"coordinator": OK}
OWNER = {"school_owner": OK, "school_reader": FORBIDDEN}
OWNER_ACTS = {"school_owner": FOUND, "school_reader": FORBIDDEN}
TEAM = {"school_owner": OK, "school_reader": OK}

TEAM_ROWS = [
    # Its team
    Page("proposal_team", pk="draft_proposal", default=MISSING, expect={**TEAM, **COORDINATOR}, note="draft"),
    Page("proposal_team", pk="fresh_proposal", default=MISSING, expect=TEAM, note="before closing"),
    Page("team_invite", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page("team_invite", "POST", pk="draft_proposal", default=MISSING, expect={**OWNER, "school_owner": INVALID}),
    Page("team_invitation_resend", "POST", pk="team_invitation", default=MISSING, expect=OWNER_ACTS),
    Page("team_invitation_withdraw", "POST", pk="team_invitation", default=MISSING, expect=OWNER_ACTS),
    Page("team_invitation", kwargs=lambda world: {"token": world.team_token}),
    Page("team_invitation", kwargs=lambda _world: {"token": "forged"}, default=MISSING, note="forged"),
    Page(
        "team_invitation",
        "POST",
        kwargs=lambda world: {"token": world.team_token},
        default=CONFLICT,
        expect={"visitor": INVALID},
        note="of somebody else",
    ),
    Page(
        "team_role_change",
        "POST",
        pk="writer_role",
        data={"role": "reader"},
        default=MISSING,
        expect={**OWNER_ACTS, "coordinator": FORBIDDEN},
    ),
    Page(
        "team_role_end",
        "POST",
        pk="reader_role",
        default=MISSING,
        expect={"school_owner": FOUND, "school_reader": FOUND, "coordinator": FORBIDDEN},
    ),
    Page(
        "team_role_hand_over",
        pk="holder_role",
        default=MISSING,
        expect={**OWNER, **COORDINATOR},
    ),
    Page(
        "team_role_hand_over",
        "POST",
        pk="holder_role",
        default=MISSING,
        expect={"school_owner": INVALID, "school_reader": FORBIDDEN, "coordinator": INVALID},
    ),
    Page("school_draft_list"),
    Page("team_role_take_over", pk="held_elsewhere", default=MISSING, expect={"school_owner": OK}),
    Page("team_role_take_over", pk="holder_role", default=MISSING, expect={"school_owner": FORBIDDEN}, note="own"),
    Page("team_role_take_over", "POST", pk="held_elsewhere", default=MISSING, expect={"school_owner": FOUND}),
    Page("proposal_history", pk="draft_proposal", default=MISSING, expect=TEAM),
    Page("version_compare", pk="proposal", default=MISSING, expect=TEAM),
    # Help of a coordinator
    Page("help_ask", pk="unhelped_proposal", default=MISSING, expect=OWNER),
    Page(
        "help_ask",
        "POST",
        pk="unhelped_proposal",
        default=MISSING,
        expect={"school_owner": INVALID, "school_reader": INVALID},
    ),
    Page("help_list", default=FORBIDDEN, expect=COORDINATOR),
    Page("help_look", pk="help_request", default=MISSING, expect=COORDINATOR),
    Page("help_look", "POST", pk="help_request", default=MISSING, expect=COORDINATOR),
    Page("help_end", "POST", pk="help_request", default=MISSING, expect=OWNER_ACTS),
]
