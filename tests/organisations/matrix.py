from tests.architecture.matrix import CONFLICT, FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"organisation_logo", "organisation_invitation"}
MANAGERS = ("school_owner", "coordinator")
NEW = {"kind": "company", "name": "Gloednieuw bedrijf"}


def managers(status):
    return dict.fromkeys(MANAGERS, status)


def invitation(world):
    return {"token": world.invitation_token}


ROWS = [
    Page("organisation_list"),
    Page("organisation_list", query="?q=school&kind=school&mine=on&ended=on&page=99999"),
    Page("organisation_list", query="?province=mars", default=INVALID, note="unknown province"),
    Page("organisation_suggest", query="?q=school"),
    Page("organisation_detail", pk="school"),
    Page("organisation_create"),
    Page("organisation_create", "POST", data=NEW, default=FOUND),
    Page("organisation_create", "POST", data={"name": ""}, default=INVALID, note="without a name"),
    Page("organisation_edit", pk="school", default=FORBIDDEN, expect=managers(OK)),
    Page(
        "organisation_edit",
        "POST",
        pk="school",
        data={"kind": "school", "name": "Anders", "revision": "0"},
        default=FORBIDDEN,
        expect=managers(FOUND),
    ),
    Page(
        "organisation_edit",
        "POST",
        pk="school",
        data={"kind": "school", "name": "Anders", "revision": "7"},
        default=FORBIDDEN,
        expect=managers(CONFLICT),
        note="stale",
    ),
    Page("organisation_check", "POST", pk="added_organisation", default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("organisation_end", pk="school", default=FORBIDDEN, expect={"coordinator": OK}),
    Page(
        "organisation_end",
        "POST",
        pk="school",
        data={"ended_on": "2026-08-31"},
        default=FORBIDDEN,
        expect={"coordinator": FOUND},
    ),
    Page(
        "organisation_logo",
        kwargs=lambda world: {"pk": world.school.pk, "digest": "none"},
        default=MISSING,
        note="without a logo",
    ),
    Page("organisation_members", pk="school", default=FORBIDDEN, expect={**managers(OK), "school_reader": OK}),
    Page("deputy_name", pk="school", default=FORBIDDEN, expect=managers(OK)),
    Page("deputy_name", "POST", pk="school", default=FORBIDDEN, expect=managers(INVALID)),
    Page("deputy_end", "POST", pk="deputy", default=MISSING, expect={**managers(FOUND), "school_reader": FORBIDDEN}),
    Page("organisation_joining", pk="school", default=FORBIDDEN, expect=managers(OK)),
    Page("organisation_invite", pk="school", default=FORBIDDEN, expect=managers(OK)),
    Page(
        "organisation_joining",
        "POST",
        pk="school",
        data={"mail_domains": "school.example"},
        default=FORBIDDEN,
        expect=managers(FOUND),
    ),
    Page("organisation_invite", "POST", pk="school", data={"email": "x"}, default=FORBIDDEN, expect=managers(INVALID)),
    Page(
        "organisation_invite",
        "POST",
        pk="school",
        data={"email": "new@example.be", "role": "reader"},
        default=FORBIDDEN,
        expect=managers(FOUND),
        note="a new address",
    ),
    Page(
        "organisation_join",
        "POST",
        pk="school",
        default=FOUND,
        expect={"school_owner": FORBIDDEN, "school_reader": FORBIDDEN},
    ),
    Page(
        "join_request_create",
        "POST",
        pk="school",
        default=FOUND,
        expect={"teacher": CONFLICT, "school_owner": FORBIDDEN, "school_reader": FORBIDDEN},
    ),
    Page(
        "join_request_approve",
        "POST",
        pk="join_request",
        data={"role": "reader"},
        default=MISSING,
        expect={**managers(FOUND), "teacher": FORBIDDEN},
    ),
    Page(
        "join_request_decline",
        pk="join_request",
        default=MISSING,
        expect={**managers(OK), "teacher": FORBIDDEN},
    ),
    Page(
        "join_request_decline",
        "POST",
        pk="join_request",
        default=MISSING,
        expect={**managers(FOUND), "teacher": FORBIDDEN},
    ),
    Page(
        "join_request_withdraw",
        "POST",
        pk="join_request",
        default=MISSING,
        expect={**managers(FORBIDDEN), "teacher": FOUND},
    ),
    Page(
        "membership_change",
        "POST",
        pk="membership",
        data={"role": "editor"},
        default=MISSING,
        expect={**managers(FOUND), "school_reader": FORBIDDEN},
    ),
    Page(
        "membership_remove",
        "POST",
        pk="membership",
        default=MISSING,
        expect={**managers(FOUND), "school_reader": FOUND},
    ),
    Page(
        "membership_hand_over",
        "POST",
        pk="membership",
        default=MISSING,
        expect={**managers(FOUND), "school_reader": FORBIDDEN},
    ),
    Page("invitation_resend", "POST", pk="invitation", default=MISSING, expect=managers(FOUND)),
    Page("invitation_withdraw", "POST", pk="invitation", default=MISSING, expect=managers(FOUND)),
    Page("organisation_invitation", kwargs=invitation),
    Page("organisation_invitation", kwargs=lambda world: {"token": "forged"}, default=MISSING, note="forged"),
    Page("organisation_invitation", "POST", kwargs=invitation, default=CONFLICT, expect={"visitor": INVALID}),
    Page(
        "organisation_invitation",
        "POST",
        kwargs=invitation,
        data={"name": "An Peeters"},
        default=CONFLICT,
        expect={"visitor": FOUND},
        note="with a name",
    ),
    Page("organisation_invitation", "POST", kwargs=invitation, data={"decline": "1"}, default=FOUND, note="decline"),
]
