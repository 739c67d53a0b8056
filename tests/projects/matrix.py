from tests.architecture.matrix import FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"consortium_answer", "project_list", "project_detail"}
INTERNALS = ("school_owner", "school_reader", "coordinator", "steering", "steering_blocked")
TEAM = ("school_owner", "coordinator")


def who(actors, status):
    """The same status for some actors."""
    return dict.fromkeys(actors, status)


def partner_token(world):
    return {"token": world.partner_token}


def milestone(world):
    return {"pk": world.project.pk, "milestone_pk": world.milestone.pk}


ROWS = [
    Page("project_list", default=OK),
    Page("project_detail", pk="project", default=OK),
    Page("project_detail", pk="planned_project", default=MISSING, expect=who(INTERNALS, OK), note="planned"),
    Page(
        "project_open",
        "POST",
        pk="planned_project",
        default=MISSING,
        expect={**who(INTERNALS, FORBIDDEN), "coordinator": FOUND},
    ),
    Page("project_stop", pk="project", default=FORBIDDEN, expect={"coordinator": OK}),
    Page("project_stop", "POST", pk="project", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("project_close", "POST", pk="project", default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("milestone_add", "POST", pk="project", default=FORBIDDEN, expect=who(TEAM, INVALID)),
    Page(
        "milestone_settle",
        "POST",
        kwargs=milestone,
        data={"act": "reach"},
        default=FORBIDDEN,
        expect=who(TEAM, FOUND),
    ),
    Page("log_entry_add", "POST", pk="project", default=FORBIDDEN, expect=who(TEAM, INVALID)),
    Page("consortium_answer", kwargs=partner_token, default=OK),
    Page("consortium_answer", "POST", kwargs=partner_token, default=INVALID, note="nothing filled in"),
    Page(
        "consortium_answer",
        "POST",
        kwargs=partner_token,
        data={"answer": "not_me"},
        default=FOUND,
        note="not me",
    ),
    Page("consortium_answer", kwargs=lambda _world: {"token": "forged"}, default=MISSING, note="forged"),
]
