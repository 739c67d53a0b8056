from calls.domain.wording import PARTS
from tests.architecture.matrix import CONFLICT, FORBIDDEN, FOUND, INVALID, MISSING, OK, Page

PUBLIC = {"call_list", "call_detail", "call_feed", "call_calendar", "call_attachment_download"}

COORDINATOR = {"coordinator": OK}
SENT = {"coordinator": FOUND}
OWNER = {"school_owner": OK, "school_reader": FORBIDDEN}
OWNER_ACTS = {"school_owner": FOUND, "school_reader": FORBIDDEN}
JUDGES = {"coordinator": OK, "steering": OK, "steering_blocked": OK}
JUDGE_ACTS = dict.fromkeys(JUDGES, FOUND)
TEAM = {"school_owner": OK, "school_reader": OK}


def part(name, of=""):
    """An address of a row in the draft's plan set; `of` is its name in the world where that differs."""
    return lambda world: {"pk": world.draft_proposal.pk, name: getattr(world, of or name).pk}


PARTNER = {"role": "labour_market", "contact_name": "Jo", "contact_email": "jo@example.be", "revision": 1}

ROWS = [
    # Calls, public and in preparation
    Page("call_list"),
    Page("call_detail", pk="call"),
    Page("call_detail", pk="draft_call", default=MISSING, expect={"visitor": MISSING, **COORDINATOR}, note="draft"),
    Page("call_create", default=FORBIDDEN, expect=COORDINATOR),
    Page("call_create", "POST", default=FORBIDDEN, expect={"coordinator": INVALID}),
    Page("call_manage", pk="draft_call", default=MISSING, expect=COORDINATOR, note="draft"),
    Page("call_manage", pk="review_call", default=MISSING, expect=COORDINATOR, note="review"),
    Page("call_edit", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("call_edit", pk="call", default=MISSING, expect={"coordinator": FORBIDDEN}, note="published"),
    Page("call_edit", "POST", pk="draft_call", default=MISSING, expect={"coordinator": INVALID}),
    Page("call_envelopes", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("call_envelopes", "POST", pk="draft_call", default=MISSING, expect=SENT),
    *(
        Page(
            "call_rules",
            kwargs=lambda world, part=part.slug: {"pk": world.draft_call.pk, "part": part},
            default=MISSING,
            expect=COORDINATOR,
            note=part.slug,
        )
        for part in PARTS
    ),
    Page("call_rules", kwargs=lambda world: {"pk": world.draft_call.pk, "part": "x"}, default=MISSING, note="no part"),
    Page(
        "call_rules",
        "POST",
        kwargs=lambda world: {"pk": world.draft_call.pk, "part": "selectie"},
        default=MISSING,
        expect={"coordinator": INVALID},
    ),
    Page("call_costs", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("call_costs", "POST", pk="draft_call", default=MISSING, expect=SENT),
    Page("call_publish", "POST", pk="draft_call", default=MISSING, expect=SENT),
    # What a published call tells
    Page("call_feed"),
    Page("call_calendar"),
    Page("call_subscribe", "POST", default=FOUND),
    Page("call_unsubscribe", "POST", default=FOUND),
    Page("addendum_create", pk="call", default=MISSING, expect=COORDINATOR),
    Page("addendum_create", pk="review_call", default=MISSING, expect={"coordinator": FORBIDDEN}, note="closed"),
    Page("addendum_create", "POST", pk="call", default=MISSING, expect={"coordinator": INVALID}),
    Page(
        "extension_list",
        pk="call",
        default=FORBIDDEN,
        expect={"coordinator": OK, "steering": OK, "steering_blocked": OK},
    ),
    Page("extension_create", pk="call", default=MISSING, expect=COORDINATOR),
    Page("extension_create", "POST", pk="call", default=MISSING, expect={"coordinator": INVALID}),
    Page("extension_grant", "POST", pk="extension", default=MISSING, expect=SENT),
    Page("extension_refuse", pk="extension", default=MISSING, expect=COORDINATOR),
    Page("extension_refuse", "POST", pk="extension", default=MISSING, expect={"coordinator": INVALID}),
    Page("applicant_question_ask", pk="call"),
    Page("applicant_question_ask", "POST", pk="call", default=INVALID),
    Page("applicant_question_list", pk="call", default=MISSING, expect=COORDINATOR),
    Page("applicant_question_answer", pk="applicant_question", default=MISSING, expect=COORDINATOR),
    Page(
        "applicant_question_answer", "POST", pk="applicant_question", default=MISSING, expect={"coordinator": INVALID}
    ),
    Page("call_attachment_list", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("call_attachment_add", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("call_attachment_add", "POST", pk="draft_call", default=MISSING, expect={"coordinator": INVALID}),
    Page("call_attachment_download", pk="call_attachment"),
    Page(
        "call_attachment_download",
        pk="draft_attachment",
        default=MISSING,
        expect={"visitor": MISSING, **COORDINATOR},
        note="draft",
    ),
    Page("call_attachment_remove", "POST", pk="draft_attachment", default=MISSING, expect=SENT),
    Page("criterion_list", pk="call", default=MISSING, expect=COORDINATOR),
    Page("criterion_create", pk="draft_call", default=MISSING, expect=COORDINATOR),
    Page("criterion_create", "POST", pk="draft_call", default=MISSING, expect={"coordinator": INVALID}),
    Page("criterion_edit", pk="criterion", default=MISSING, expect=COORDINATOR),
    Page("criterion_edit", "POST", pk="criterion", default=MISSING, expect={"coordinator": INVALID}),
    Page("criterion_remove", "POST", pk="criterion", default=MISSING, expect=SENT),
    Page("criterion_fill", "POST", pk="draft_call", default=MISSING, expect=SENT),
    Page("review_open", "POST", pk="unchecked_call", default=MISSING, expect=SENT),
    Page("review_close", "POST", pk="review_call", default=MISSING, expect={"coordinator": INVALID}),
    # A school's pages
    Page("proposal_list"),
    Page("proposal_start", pk="call"),
    Page(
        "proposal_start",
        "POST",
        pk="call",
        data=lambda world: {"school": world.school.pk, "key": "k"},
        default=FORBIDDEN,
        expect={"school_owner": FOUND, "other_school": INVALID, "partner": INVALID},
    ),
    Page("proposal_detail", pk="draft_proposal", default=MISSING, expect=TEAM, note="draft"),
    Page("proposal_detail", pk="fresh_proposal", default=MISSING, expect=TEAM, note="before closing"),
    Page(
        "proposal_detail",
        pk="proposal",
        default=MISSING,
        expect={**TEAM, "coordinator": OK, "steering": OK},
        note="in review",
    ),
    Page("proposal_edit", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page(
        "proposal_edit",
        "POST",
        pk="draft_proposal",
        data={"title": "Nieuw", "revision": 1},
        default=MISSING,
        expect={"school_owner": FOUND, "school_reader": CONFLICT},
    ),
    Page(
        "proposal_field_save",
        "POST",
        pk="draft_proposal",
        data={"field": "title", "title": "Nieuw", "revision": 1},
        default=MISSING,
        expect=OWNER,
    ),
    Page(
        "proposal_answer_save",
        "POST",
        pk="draft_proposal",
        data={"field": "q0"},
        default=MISSING,
        expect={**OWNER, "school_owner": INVALID},
        note="no such question",
    ),
    Page("proposal_answers", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page("proposal_answers", "POST", pk="draft_proposal", default=MISSING, expect=OWNER_ACTS),
    Page("proposal_partners", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page("partner_create", pk="draft_proposal", query="?q=School", default=MISSING, expect=OWNER),
    Page("partner_create", "POST", pk="draft_proposal", default=MISSING, expect={**OWNER, "school_owner": INVALID}),
    Page("partner_edit", kwargs=part("member"), default=MISSING, expect=OWNER),
    Page("partner_edit", "POST", kwargs=part("member"), data=PARTNER, default=MISSING, expect=OWNER_ACTS),
    Page("partner_invite", "POST", kwargs=part("member"), default=MISSING, expect=OWNER_ACTS),
    Page("partner_remove", "POST", kwargs=part("member"), default=MISSING, expect=OWNER_ACTS),
    Page("proposal_budget", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page("proposal_budget", "POST", pk="draft_proposal", default=MISSING, expect={**OWNER, "school_owner": INVALID}),
    Page("budget_check", "POST", pk="draft_proposal", data={"category": "other"}, default=MISSING, expect=OWNER),
    Page("budget_line_edit", kwargs=part("line"), default=MISSING, expect=OWNER),
    Page("budget_line_remove", "POST", kwargs=part("line"), default=MISSING, expect=OWNER_ACTS),
    Page("proposal_plan", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page("proposal_plan", "POST", pk="draft_proposal", default=MISSING, expect={**OWNER, "school_owner": INVALID}),
    Page("planned_milestone_edit", kwargs=part("milestone", of="planned_milestone"), default=MISSING, expect=OWNER),
    Page(
        "planned_milestone_remove",
        "POST",
        kwargs=part("milestone", of="planned_milestone"),
        default=MISSING,
        expect=OWNER_ACTS,
    ),
    Page("proposal_submit", pk="draft_proposal", default=MISSING, expect=OWNER),
    Page(
        "proposal_submit",
        "POST",
        pk="draft_proposal",
        default=MISSING,
        expect={"school_owner": INVALID, "school_reader": FOUND},
        note="a partner has not confirmed",
    ),
    Page("proposal_receipt", pk="proposal", default=MISSING, expect=TEAM),
    Page("proposal_reopen", "POST", pk="fresh_proposal", default=MISSING, expect=OWNER_ACTS),
    Page("proposal_withdraw", pk="fresh_proposal", default=MISSING, expect=OWNER),
    Page(
        "proposal_withdraw",
        "POST",
        pk="fresh_proposal",
        default=MISSING,
        expect={"school_owner": FOUND, "school_reader": INVALID},
    ),
    # A coordinator's pages of proposals
    Page("proposal_admin_list", pk="review_call", default=MISSING, expect=COORDINATOR),
    Page("proposal_check_all", "POST", pk="unchecked_call", default=MISSING, expect=SENT),
    Page("proposal_check", pk="unchecked_proposal", default=MISSING, expect=COORDINATOR),
    Page("proposal_check", pk="fresh_proposal", default=MISSING, note="before closing"),
    Page("proposal_check", "POST", pk="unchecked_proposal", default=MISSING, expect={"coordinator": INVALID}),
    Page("proposal_readers", pk="proposal", default=MISSING, expect=COORDINATOR),
    Page("proposal_readers", "POST", pk="proposal", default=MISSING, expect={"coordinator": INVALID}),
    Page("conflict_note", pk="proposal", default=MISSING, expect=COORDINATOR),
    Page("conflict_note", "POST", pk="proposal", default=MISSING, expect={"coordinator": INVALID}),
    Page("conflict_dismiss", pk="conflict", default=MISSING, expect=COORDINATOR),
    Page("conflict_dismiss", "POST", pk="conflict", data={"reason": "x"}, default=MISSING, expect=SENT),
    Page("conflict_confirm", pk="link", default=MISSING, expect=COORDINATOR),
    Page("conflict_confirm", "POST", pk="link", data={"reason": "x"}, default=MISSING, expect=SENT),
    Page("conflict_list", pk="review_call", default=MISSING, expect=COORDINATOR),
    Page("conflict_search", "POST", pk="review_call", default=MISSING, expect=SENT),
    Page("conflict_state", pk="review_call", default=MISSING, expect=JUDGES),
    Page("conflict_state", pk="call", default=MISSING, note="before closing"),
    Page("conflict_state", "POST", pk="review_call", data={"rest": "yes"}, default=MISSING, expect=JUDGE_ACTS),
    Page("review_void", pk="review", default=MISSING, expect=COORDINATOR),
    Page("review_void", "POST", pk="review", data={"reason": "x"}, default=MISSING, expect=SENT),
    Page("review_reopen", pk="review", default=MISSING, expect=COORDINATOR),
    Page("review_reopen", "POST", pk="review", data={"reason": "x"}, default=MISSING, expect={"coordinator": INVALID}),
    # A reader's pages
    Page("review_list"),
    Page("review_edit", pk="review", default=MISSING, expect={"steering": OK}),
    Page(
        "review_edit",
        "POST",
        pk="review",
        data={"revision": 1, "act": "save"},
        default=MISSING,
        expect={"steering": FOUND},
    ),
    Page("review_edit", pk="done_review", default=MISSING, expect={"steering": OK}, note="handed in"),
    Page("conflict_declare", pk="review", default=MISSING, expect={"steering": OK}),
    Page("conflict_declare", "POST", pk="review", data={"reason": "x"}, default=MISSING, expect={"steering": FOUND}),
    # Ranking, decisions, letters
    Page(
        "call_ranking",
        pk="deliberation_call",
        default=FORBIDDEN,
        expect={"coordinator": OK, "steering": OK, "steering_blocked": OK},
    ),
    Page("call_ranking", pk="review_call", default=FORBIDDEN, note="while reviews are written"),
    Page("decision_edit", pk="deliberated_proposal", default=MISSING, expect=COORDINATOR),
    Page("decision_edit", "POST", pk="deliberated_proposal", default=MISSING, expect={"coordinator": INVALID}),
    Page("decision_list", pk="deliberation_call", default=MISSING, expect=COORDINATOR),
    Page("decision_release", pk="decision", default=MISSING, expect=COORDINATOR),
    Page("decision_release", "POST", pk="decision", default=MISSING, expect=SENT),
    Page("decision_release_all", "POST", pk="deliberation_call", default=MISSING, expect=SENT),
]
