from tests.architecture.matrix import FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"role_invitation_accept"}
MANAGERS = {"coordinator": OK, "administrator": OK}
TOKEN = {"kwargs": lambda _world: {"token": "uitnodiging-van-de-wereld"}}


def managers(status):
    return dict.fromkeys(MANAGERS, status)


ROWS = [
    Page("my_account"),
    Page("profile_edit"),
    Page("profile_edit", "POST", data={"name": "An", "language": "nl-be"}, default=FOUND),
    Page("profile_edit", "POST", default=INVALID, note="empty"),
    Page("rights_overview"),
    Page("session_list"),
    Page("session_end_others", "POST", default=FOUND),
    Page("session_end", "POST", kwargs=lambda _world: {"pk": 0}, default=MISSING),
    Page("account_close"),
    Page("account_close", "POST", default=INVALID),
    Page("person_list", default=FORBIDDEN, expect=MANAGERS),
    Page("person_list", query="?q=an&role=steering&page=999999999999", default=FORBIDDEN, expect=MANAGERS),
    Page("person_detail", pk="person", default=FORBIDDEN, expect=MANAGERS),
    Page("role_grant", pk="person", default=FORBIDDEN, expect=MANAGERS),
    Page("role_grant", "POST", pk="person", default=FORBIDDEN, expect=managers(INVALID)),
    Page(
        "role_grant",
        "POST",
        pk="person",
        data={"role": "coordinator", "from_on": "2026-01-01"},
        default=FORBIDDEN,
        expect=managers(FOUND),
        note="coordinator",
    ),
    Page(
        "role_grant",
        "POST",
        pk="person",
        data={"role": "administrator", "from_on": "2026-01-01"},
        default=FORBIDDEN,
        expect={"coordinator": INVALID, "administrator": FOUND},
        note="administrator",
    ),
    Page("second_factor_forget", "POST", pk="person", default=FORBIDDEN, expect={"administrator": FOUND}),
    Page("role_end", pk="role_grant", default=FORBIDDEN, expect={"coordinator": OK}),
    Page("role_end", "POST", pk="role_grant", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("role_invitation_list", default=FORBIDDEN, expect=MANAGERS),
    Page("role_invitation_new", default=FORBIDDEN, expect=MANAGERS),
    Page("role_invitation_new", "POST", default=FORBIDDEN, expect=managers(INVALID)),
    Page(
        "role_invitation_new",
        "POST",
        data={"email": "nieuw@example.be", "role": "quality"},
        default=FORBIDDEN,
        expect={"coordinator": FOUND, "administrator": INVALID},
        note="quality reviewer",
    ),
    Page(
        "role_invitation_resend",
        "POST",
        pk="role_invitation",
        default=MISSING,
        expect={"coordinator": FOUND, "administrator": FORBIDDEN},
    ),
    Page(
        "role_invitation_withdraw",
        "POST",
        pk="role_invitation",
        default=MISSING,
        expect={"coordinator": FOUND, "administrator": FORBIDDEN},
    ),
    Page("role_invitation_accept", **TOKEN, expect={"visitor": OK}),
    Page("role_invitation_accept", kwargs=lambda _world: {"token": "verzonnen"}, default=MISSING, note="forged"),
]
