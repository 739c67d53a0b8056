from tests.architecture.matrix import CONFLICT, FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"event_list", "event_detail"}
COORDINATORS = {"coordinator": OK}
ROWS = [
    Page("event_list"),
    Page("event_list", query="?past", note="earlier"),
    Page("event_detail", pk="event"),
    Page(
        "event_detail", pk="draft_event", default=MISSING, expect={"coordinator": OK, "visitor": MISSING}, note="draft"
    ),
    Page("registration_create", "POST", pk="event", default=FOUND, expect={"teacher": CONFLICT}),
    Page(
        "registration_create", "POST", pk="draft_event", default=MISSING, expect={"coordinator": CONFLICT}, note="draft"
    ),
    Page("registration_create", "POST", pk="event", data={"table": "0"}, default=INVALID, note="unknown table"),
    Page(
        "registration_cancel",
        "POST",
        pk="registration",
        default=MISSING,
        expect={"teacher": FOUND, "coordinator": FOUND},
    ),
    Page("event_create", default=FORBIDDEN, expect=COORDINATORS),
    Page("event_create", "POST", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("event_edit", pk="event", default=FORBIDDEN, expect=COORDINATORS),
    Page("event_edit", "POST", pk="event", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("event_manage", pk="event", default=FORBIDDEN, expect=COORDINATORS),
    Page("event_publish", "POST", pk="draft_event", default=FORBIDDEN, expect={"coordinator": FOUND}),
    Page("event_cancel", pk="event", default=FORBIDDEN, expect=COORDINATORS),
    Page("event_cancel", "POST", pk="event", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("table_create", pk="event", default=FORBIDDEN, expect=COORDINATORS),
    Page("table_create", "POST", pk="event", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("table_delete", "POST", pk="table", default=FORBIDDEN, expect={"coordinator": FOUND}),
]
