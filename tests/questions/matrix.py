from tests.architecture.matrix import FOUND, INVALID, MISSING, OK, Page

PUBLIC: set[str] = set()


def page(name, method="GET", *, pk, status=OK, **options):
    return Page(name, method, pk=pk, default=MISSING, expect={"coordinator": status}, **options)


QUESTION = {"label": "Waarom?", "kind": "text"}
ROWS = [
    page("questionnaire_detail", pk="questionnaire"),
    page("questionnaire_preview", pk="questionnaire"),
    page("questionnaire_print", pk="questionnaire"),
    page("questionnaire_edit", pk="questionnaire"),
    page("questionnaire_edit", "POST", pk="questionnaire", status=INVALID, note="empty"),
    page("questionnaire_edit", "POST", pk="questionnaire", status=FOUND, data={"title": "Nieuw"}),
    page("section_add", pk="questionnaire"),
    page("section_add", "POST", pk="questionnaire", status=INVALID, note="empty"),
    page("section_add", "POST", pk="questionnaire", status=FOUND, data={"title": "Nieuw deel"}),
    page("section_edit", pk="section"),
    page("section_edit", "POST", pk="section", status=FOUND, data={"title": "Ander deel"}),
    page("section_remove", "POST", pk="empty_section", status=FOUND),
    page("section_move", "POST", pk="section", status=FOUND, data={"towards": "down"}),
    page("section_move", "POST", pk="section", status=MISSING, data={"towards": "away"}, note="nowhere"),
    page("question_add", pk="section"),
    page("question_add", "POST", pk="section", status=INVALID, note="empty"),
    page("question_add", "POST", pk="section", status=FOUND, data=QUESTION),
    page("question_edit", pk="question"),
    page("question_edit", "POST", pk="question", status=INVALID, data={"kind": "x"}, note="wrong kind"),
    page("question_edit", "POST", pk="question", status=FOUND, data=QUESTION),
    page("question_withdraw", "POST", pk="question", status=FOUND),
    page("question_reopen", "POST", pk="withdrawn_question", status=FOUND),
    page("question_move", "POST", pk="question", status=FOUND, data={"towards": "down"}),
    page("question_move", "POST", pk="question", status=FOUND, data={"place": "3"}, note="dropped"),
    page("question_move", "POST", pk="question", status=MISSING, data={"place": "-1"}, note="no place"),
]
