from tests.architecture.matrix import CONFLICT, FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"resource_list", "resource_detail", "resource_file_download"}
TEAM = {"school_owner": OK}
TYPED = {"kind": "product", "title": "x", "summary": "x", "licence": "cc-by", "study_domain": "stem", "grade": "3"}
TYPED |= {"description": "x", "revision": "1"}
TEAM_AND_COORDINATOR = {"school_owner": OK, "coordinator": OK}
ROWS = [
    Page("resource_list"),
    Page("resource_list", query="?q=robot&grade=3", note="searched"),
    Page("resource_detail", pk="resource"),
    Page("resource_detail", pk="draft_resource", default=MISSING, expect=TEAM_AND_COORDINATOR, note="draft"),
    Page(
        "resource_detail",
        pk="submitted_resource",
        default=MISSING,
        expect=TEAM_AND_COORDINATOR | {"quality": OK},
        note="in review",
    ),
    Page("resource_detail", pk="withdrawn_resource", default=MISSING, expect=TEAM_AND_COORDINATOR, note="withdrawn"),
    Page("resource_file_download", pk="resource_file"),
    Page("resource_file_download", pk="draft_file", default=MISSING, expect=TEAM_AND_COORDINATOR, note="draft"),
    Page("resource_own_list"),
    Page("resource_create", pk="resource_project", default=MISSING, expect=TEAM),
    Page("resource_create", "POST", pk="resource_project", default=MISSING, expect={"school_owner": INVALID}),
    Page("resource_edit", pk="draft_resource", default=MISSING, expect=TEAM),
    Page("resource_edit", "POST", pk="draft_resource", default=MISSING, expect={"school_owner": INVALID}),
    Page("resource_edit", "POST", pk="resource", default=MISSING, expect={"school_owner": INVALID}, note="published"),
    Page(
        "resource_edit",
        "POST",
        pk="resource",
        data=TYPED,
        default=MISSING,
        expect={"school_owner": CONFLICT},
        note="published, whole",
    ),
    Page("resource_submit", "POST", pk="draft_resource", data=TYPED, default=MISSING, expect={"school_owner": FOUND}),
    Page("resource_file_add", "POST", pk="draft_resource", default=MISSING, expect={"school_owner": INVALID}),
    Page("resource_file_remove", "POST", pk="draft_file", data=TYPED, default=MISSING, expect={"school_owner": FOUND}),
    Page("resource_link_add", "POST", pk="draft_resource", default=MISSING, expect={"school_owner": INVALID}),
    Page("resource_link_remove", "POST", pk="draft_link", data=TYPED, default=MISSING, expect={"school_owner": FOUND}),
    Page("quality_review_list", default=FORBIDDEN, expect={"quality": OK, "coordinator": OK}),
    Page(
        "quality_review_edit",
        pk="submitted_resource",
        default=MISSING,
        expect={"quality": OK, "coordinator": FORBIDDEN, "school_owner": FORBIDDEN},
    ),
    Page(
        "quality_review_edit",
        "POST",
        pk="submitted_resource",
        default=MISSING,
        expect={"quality": INVALID, "coordinator": FORBIDDEN, "school_owner": FORBIDDEN},
    ),
    Page("resource_withdraw", pk="resource", default=FORBIDDEN, expect={"coordinator": OK}),
    Page("resource_withdraw", "POST", pk="resource", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page(
        "resource_restore",
        "POST",
        pk="withdrawn_resource",
        default=MISSING,
        expect={"coordinator": FOUND, "school_owner": FORBIDDEN},
    ),
]
