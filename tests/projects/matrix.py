from tests.architecture.matrix import FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"consortium_answer", "project_list", "project_detail"}
INTERNALS = ("school_owner", "school_reader", "coordinator", "steering", "steering_blocked")
OWNERS = ("coordinator", "steering")
LATER = "?kind=call&name=&starts_on=2026-09-08&ends_on=2026-11-07"
TEAM = ("school_owner", "coordinator")


def who(actors, status):
    """The same status for some actors."""
    return dict.fromkeys(actors, status)


def partner_token(world):
    return {"token": world.partner_token}


def milestone(world):
    return {"pk": world.project.pk, "milestone_pk": world.milestone.pk}


def report_file(world):
    return {"pk": world.report.pk, "file_pk": world.report_file.pk}


def coordinators(name, method="GET", status=OK, **options):
    """A page that only coordinators may use; everyone else is refused."""
    return Page(name, method, default=FORBIDDEN, expect={"coordinator": status}, **options)


ROWS = [
    coordinators("report_ask", pk="project"),
    coordinators("report_ask", "POST", status=INVALID, pk="project"),
    Page("report_detail", pk="report", default=MISSING, expect=who(INTERNALS, OK)),
    Page("report_file", kwargs=report_file, default=MISSING, expect=who(INTERNALS, OK)),
    Page("report_edit", pk="report", default=MISSING, expect={**who(INTERNALS, FORBIDDEN), "school_owner": OK}),
    Page(
        "report_edit", "POST", pk="report", default=MISSING, expect={**who(INTERNALS, FORBIDDEN), "school_owner": FOUND}
    ),
    Page(
        "report_hand_in",
        "POST",
        pk="report",
        default=MISSING,
        expect={**who(INTERNALS, FORBIDDEN), "school_owner": FOUND},
    ),
    Page(
        "report_accept",
        "POST",
        pk="report_in",
        default=MISSING,
        expect={**who(INTERNALS, FORBIDDEN), "coordinator": FOUND},
    ),
    Page("report_detail", pk="report_in", default=MISSING, expect=who(INTERNALS, OK), note="handed in"),
    Page(
        "report_return",
        pk="report_in",
        default=MISSING,
        expect={**who(INTERNALS, FORBIDDEN), "coordinator": OK},
    ),
    Page(
        "report_return",
        "POST",
        pk="report_in",
        default=MISSING,
        expect={**who(INTERNALS, FORBIDDEN), "coordinator": INVALID},
    ),
    coordinators("cycle_list"),
    coordinators("cycle_add"),
    coordinators("cycle_add", "POST", status=INVALID),
    coordinators("cycle_detail", pk="cycle"),
    coordinators("cycle_edit", pk="cycle"),
    coordinators("cycle_edit", "POST", status=INVALID, pk="cycle"),
    coordinators("phase_add", pk="cycle"),
    coordinators("phase_add", "POST", status=INVALID, pk="cycle"),
    coordinators("phase_edit", pk="phase"),
    coordinators("phase_edit", "POST", status=INVALID, pk="phase"),
    coordinators("phase_shift", pk="phase", query=LATER),
    coordinators("phase_shift", "POST", status=INVALID, pk="phase"),
    coordinators("phase_task_add", pk="phase"),
    coordinators("phase_task_add", "POST", status=INVALID, pk="phase"),
    Page("phase_task_detail", pk="phase_task", default=MISSING, expect=who(OWNERS, OK)),
    coordinators("phase_task_edit", pk="phase_task"),
    coordinators("phase_task_edit", "POST", status=INVALID, pk="phase_task"),
    Page("phase_task_finish", "POST", pk="phase_task", default=MISSING, expect=who(OWNERS, FOUND)),
    Page("phase_task_reopen", "POST", pk="phase_task_done", default=MISSING, expect=who(OWNERS, FOUND)),
    coordinators("phase_task_remove", "POST", status=FOUND, pk="phase_task"),
    coordinators("cycle_clone", pk="cycle"),
    coordinators("cycle_clone", "POST", status=INVALID, pk="cycle"),
    coordinators("theme_add", pk="cycle"),
    coordinators("theme_add", "POST", status=INVALID, pk="cycle"),
    coordinators("theme_remove", "POST", status=FOUND, pk="theme"),
    coordinators("cycle_role_add", pk="cycle"),
    coordinators("cycle_role_add", "POST", status=INVALID, pk="cycle"),
    Page("cycle_role_list"),
    Page("cycle_role_hand_over", pk="cycle_role", default=MISSING, expect=who(["coordinator"], OK)),
    Page("cycle_role_hand_over", "POST", pk="cycle_role", default=MISSING, expect=who(["coordinator"], INVALID)),
    coordinators("cycle_role_end", "POST", status=FOUND, pk="cycle_role"),
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
    Page("milestone_add", pk="project", default=FORBIDDEN, expect=who(TEAM, OK)),
    Page("milestone_add", "POST", pk="project", default=FORBIDDEN, expect=who(TEAM, INVALID)),
    Page("milestone_drop", kwargs=milestone, default=FORBIDDEN, expect=who(TEAM, OK)),
    Page("milestone_drop", "POST", kwargs=milestone, default=FORBIDDEN, expect=who(TEAM, INVALID)),
    Page(
        "milestone_settle",
        "POST",
        kwargs=milestone,
        data={"act": "reach"},
        default=FORBIDDEN,
        expect=who(TEAM, FOUND),
    ),
    Page("log_entry_add", pk="project", default=FORBIDDEN, expect=who(TEAM, OK)),
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
