"""Rules of one call that cannot stand together; each is told beside its field and refused in the domain."""

from django.utils.translation import gettext as _

from calls.enums import ApprovalRule, CoreField, TieStep
from calls.models import BudgetRule, Call
from projects.enums import BudgetCategory


def contradictions_in(call: Call, budget_rules: list[BudgetRule] | None = None) -> dict[str, str]:
    """Name every field of a call that another rule contradicts, in words; empty when all stand together."""
    checks = {
        "min_grant_cents": (
            call.max_grant_cents and call.min_grant_cents > call.max_grant_cents,
            _("The minimum lies above the maximum grant."),
        ),
        "max_grant_cents": (
            call.budget_cents and call.max_grant_cents > call.budget_cents,
            _("The maximum grant lies above the budget."),
        ),
        "project_ends_on": (
            call.project_starts_on and call.project_ends_on and call.project_ends_on < call.project_starts_on,
            _("The last day lies before the first day."),
        ),
        "minimum_reviews": (
            call.minimum_reviews > call.readings,
            _("This cannot be more than the readings per proposal."),
        ),
        "max_file_megabytes": (
            call.max_file_megabytes > call.max_total_megabytes,
            _("One file cannot be larger than all files together."),
        ),
        "reserve_until_on": (
            call.uses_reserve_list and not call.reserve_until_on,
            _("Say until when the reserve list is valid."),
        ),
        "tie_steps": (
            TieStep.DRAW in call.tie_steps[:-1],
            _("A draw parts all equals: nothing can follow it."),
        ),
        "helpdesk_until": (
            call.helpdesk_from and call.helpdesk_until and call.helpdesk_until <= call.helpdesk_from,
            _("The helpdesk closes before it opens."),
        ),
    }
    found = {name: words for name, (is_wrong, words) in checks.items() if is_wrong}
    if needed := _needed_although_off(call, budget_rules):
        found["core_off"] = _("A rule of this call uses: %(parts)s") % {"parts": ", ".join(needed)}
    return found


def _needed_although_off(call: Call, budget_rules: list[BudgetRule] | None) -> list[str]:
    """The parts of the core that are switched off while a rule uses them."""
    rules = call.budget_rules.all() if budget_rules is None and call.pk else budget_rules or ()
    used = {
        CoreField.PERIOD: call.project_starts_on or call.project_ends_on,
        CoreField.STUDY_DOMAINS: call.spread_text.strip(),
        CoreField.MINIMUM_AMOUNT: call.uses_smaller_grants,
        CoreField.BENEFICIARY: call.approval_rule == ApprovalRule.HEAD_AND_BOARD,
        CoreField.FREED_HOURS: any(rule.category == BudgetCategory.FREED_HOURS for rule in rules),
    }
    return [str(part.label) for part, is_used in used.items() if is_used and part in call.core_off]
