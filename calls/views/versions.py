"""A frozen version of a proposal as labelled texts, so that two of them can be laid beside each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.domain.differences import Piece, word_differences
from calls.forms.core import SECTIONS, CoreForm, in_words
from innovet.education import Province
from innovet.kit.formats import dates, euro
from innovet.questions.templatetags.answer_sheets import in_words as answer_in_words
from projects.enums import BudgetCategory, MemberRole, Reach

type Texts = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a proposal that changed: what it is about, and the words that stayed, came and went."""

    label: str | Promise
    pieces: list[Piece]


def differences_between(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The parts of two snapshots that differ, in the order of the later one; what is gone comes last."""
    old, new = texts_of(before), texts_of(after)
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Difference(label, word_differences(old.get((part, label), ""), new.get((part, label), "")))
        for part, label in keys
        if old.get((part, label), "") != new.get((part, label), "")
    ]


def texts_of(snapshot: dict[str, Any]) -> Texts:
    """Every part of a snapshot in words, by what it is about and its label."""
    parts = [_core(snapshot), _people(snapshot), _money(snapshot), _plan(snapshot), _answers(snapshot)]
    return {key: text for part in parts for key, text in part if text}


def core_label(name: str) -> str:
    """What a field of the core is called on its page."""
    return str(CoreForm.base_fields[name].label or name)


def core_text(name: str, value: Any) -> str:
    """A value of the core as it was frozen or noted, in words."""
    field = CoreForm.base_fields[name]
    if isinstance(value, str) and value and hasattr(field, "input_formats"):
        return dates(date.fromisoformat(value))
    return in_words(name, value)


def _core(snapshot: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for _title, names in SECTIONS:
        for name in names:
            if name in snapshot:
                yield ("core", core_label(name)), core_text(name, snapshot[name])
    province = snapshot.get("province", "")
    yield ("core", _("Province")), str(Province(province).label) if province else ""
    yield ("core", _("Lead school")), snapshot.get("lead_school", {}).get("name", "")


def _people(snapshot: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for member in snapshot.get("members", []):
        lines = [
            capfirst(str(MemberRole(member["role"]).label)),
            str(Reach(member["reach"]).label) if member.get("reach") else "",
            member.get("contribution", ""),
            member.get("in_kind", ""),
            _("%(count)s hours") % {"count": member["hours"]} if member.get("hours") else "",
            euro(member["contribution_cents"]) if member.get("contribution_cents") else "",
        ]
        yield ("partner", _("Partner: %(name)s") % {"name": member["name"]}), "\n".join(filter(None, lines))


def _money(snapshot: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    lines = [
        _("%(category)s, %(description)s, %(who)s: asked %(asked)s, own %(own)s, third parties %(third)s")
        % {
            "category": capfirst(str(BudgetCategory(line["category"]).label)),
            "description": line["description"],
            "who": line.get("partner") or snapshot.get("lead_school", {}).get("name", ""),
            "asked": euro(line["requested_cents"]),
            "own": euro(line["own_cents"]),
            "third": " ".join(filter(None, [euro(line["third_cents"]), line.get("third_party", "")])),
        }
        for line in snapshot.get("budget", [])
    ]
    yield ("money", _("Budget")), "\n".join(lines)


def _plan(snapshot: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    packages = [
        f"{package['title']} ({dates(date.fromisoformat(package['starts_on']), date.fromisoformat(package['ends_on']))})\n"
        f"{package['description']}"
        for package in snapshot.get("work_packages", [])
    ]
    steps = [
        f"{dates(date.fromisoformat(step['due_on']))}: {step['title']}"
        + (f" ({step['work_package']})" if step.get("work_package") else "")
        for step in snapshot.get("milestones", [])
    ]
    yield ("plan", _("Work packages")), "\n".join(packages)
    yield ("plan", _("Plan")), "\n".join(steps)


def _answers(snapshot: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for section in (snapshot.get("answers") or {}).get("sections", []):
        for question in section["questions"]:
            yield (f"question {question['id']}", question["label"]), _answer(question["answer"], question["kind"])


def _answer(answer: Any, kind: str) -> str:
    match answer:
        case None | "" | []:
            return ""
        case list():
            return "\n".join(choice["label"] for choice in answer)
        case {"name": name}:
            return str(name)
        case _:
            return answer_in_words(answer, kind)
