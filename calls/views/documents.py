"""A proposal as it was handed in, as a document: made from the frozen version and from nothing else."""

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.forms.core import SECTIONS, CoreForm
from calls.forms.core import in_words as core_in_words
from calls.models import Proposal, ProposalVersion
from innovet.education import Province
from innovet.exports.pdf import typeset
from innovet.kit.formats import dates, euro
from innovet.questions.enums import QuestionKind
from projects.enums import BudgetCategory, MemberRole, MemberState, Reach

type Fact = dict[str, str | Promise]


def proposal_document(proposal: Proposal, version: ProposalVersion) -> bytes:
    """The PDF of one version."""
    content = json.loads(version.snapshot)
    data = {
        "title": content["title"],
        "subtitle": content["call"],
        "foot": _("Version %(number)s · SHA-256 %(digest)s") % {"number": version.number, "digest": version.sha256},
        "receipt_title": _("Receipt"),
        "receipt": _receipt(proposal, version, content),
        "parts": [*_core(content), *_answers(content)],
        "tables": [_partners(content), _budget(content), *_plan(content)],
    }
    return typeset("proposal.typ", data)


def is_mostly_elsewhere(content: dict[str, Any]) -> bool:
    """More than half of what is asked goes to another envelope than the one it counts for."""
    return 2 * int(content.get("elsewhere_cents", 0)) > int(content["totals"]["requested_cents"])


def server_time(at: datetime) -> str:
    """A moment to the second, as the clock here says it: "maandag 1 februari 2027, 10:00:00 (Brusselse tijd)"."""
    local = timezone.localtime(at)
    return _("%(day)s, %(time)s (Brussels time)") % {
        "day": date_format(local, "l j F Y"),
        "time": local.strftime("%H:%M:%S"),
    }


def _fact(label: str | Promise, value: object) -> Fact:
    return {"label": capfirst(str(label)), "value": str(value) if value not in (None, "") else "-"}


def _receipt(proposal: Proposal, version: ProposalVersion, content: dict[str, Any]) -> list[Fact]:
    facts = [
        _fact(_("Lead school"), content["lead_school"]["name"]),
        _fact(_("Received at the server"), server_time(version.submitted_at)),
        _fact(_("Handed in by"), content["submitted_by"]),
        _fact(_("Version"), version.number),
        _fact(_("Counts for the province"), Province(content["province"]).label),
        _fact(_("Amount asked"), euro(content["totals"]["requested_cents"])),
        _fact(_("File number"), proposal.pk),
        _fact("SHA-256", version.sha256),
    ]
    if is_mostly_elsewhere(content):
        facts.append(_fact(_("Note"), _("More than half of the euros goes to partners in another province.")))
    return facts


def _core(content: dict[str, Any]) -> list[dict[str, object]]:
    parts: list[dict[str, object]] = []
    for title, names in SECTIONS:
        facts = [
            _fact(CoreForm.base_fields[name].label or name, _core_value(name, content[name]))
            for name in names
            if name in content and name != "title"
        ]
        if facts:
            parts.append({"title": title, "facts": facts, "texts": []})
    return parts


def _core_value(name: str, value: Any) -> str:
    if name in {"starts_on", "ends_on"} and value:
        return dates(date.fromisoformat(value))
    return core_in_words(name, value)


def _answers(content: dict[str, Any]) -> list[dict[str, object]]:
    return [
        {
            "title": section["title"],
            "facts": [],
            "texts": [
                {"title": question["label"], "text": _answer(question["kind"], question["answer"]) or "-"}
                for question in section["questions"]
            ],
        }
        for section in content["answers"]["sections"]
    ]


def _answer(kind: str, answer: Any) -> str:
    """An answer of the frozen sheet in words."""
    match answer:
        case list():
            return ", ".join(choice["label"] for choice in answer)
        case {"name": name, "sha256": digest}:
            return f"{name} (SHA-256 {digest})"
        case {"value": value, "highest": highest}:
            return _("%(value)s of %(highest)s") % {"value": value, "highest": highest}
    return _plain_answer(kind, answer)


def _plain_answer(kind: str, answer: Any) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return _("yes") if answer else _("no")
        case int() if kind == QuestionKind.MONEY:
            return euro(answer)
        case str() if kind == QuestionKind.DATE:
            return dates(date.fromisoformat(answer))
        case _:
            return str(answer)


def _table(title: str, heads: list[str], rows: list[list[str]], *, numeric: int = 0) -> dict[str, object]:
    """A table; the last `numeric` columns are amounts."""
    return {"title": title, "heads": heads, "rows": rows, "numeric": numeric, "empty": _("Nothing.")}


def _partners(content: dict[str, Any]) -> dict[str, object]:
    heads = [_("Organisation"), _("Role"), _("Contribution"), _("Answer")]
    return _table(_("Partners"), heads, [_partner(member) for member in content["members"]])


def _partner(member: dict[str, Any]) -> list[str]:
    role = str(MemberRole(member["role"]).label) if member["role"] else ""
    reach = str(Reach(member["reach"]).label) if member["reach"] else ""
    brings = [
        member["contribution"],
        f"{_('In kind')}: {member['in_kind']}" if member["in_kind"] else "",
        _("%(hours)s hours") % {"hours": number_format(member["hours"])} if member["hours"] else "",
        euro(member["contribution_cents"]) if member["contribution_cents"] else "",
    ]
    return [
        member["name"],
        ", ".join(filter(None, [role, reach])),
        "\n".join(filter(None, brings)),
        str(MemberState(member["state"]).label),
    ]


def _budget(content: dict[str, Any]) -> dict[str, object]:
    heads = [_("Description"), _("Category"), _("Partner"), _("Asked"), _("Own contribution"), _("Third parties")]
    amounts = ("requested_cents", "own_cents", "third_cents")
    rows = [
        [
            line["description"],
            str(BudgetCategory(line["category"]).label),
            line["partner"] or content["lead_school"]["name"],
            *(euro(line[name]) for name in amounts),
        ]
        for line in content["budget"]
    ]
    total = [_("Total"), "", "", *(euro(content["totals"][name]) for name in amounts)]
    return _table(_("Budget"), heads, [*rows, total] if rows else [], numeric=3)


def _plan(content: dict[str, Any]) -> list[dict[str, object]]:
    packages = [
        [
            one["title"],
            dates(date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"])),
            one["description"],
        ]
        for one in content["work_packages"]
    ]
    steps = [
        [step["title"], dates(date.fromisoformat(step["due_on"])), step["work_package"]]
        for step in content["milestones"]
    ]
    spells = _table(_("Work packages"), [_("Work package"), _("When"), _("Description")], packages)
    plan = _table(_("Plan"), [_("Step"), _("Reached by"), _("Work package")], steps)
    return [spells, plan] if packages else [plan]
