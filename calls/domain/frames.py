"""The frame of the first cycle as a template: four questions, seven themes, money per province, the partnership rule."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from calls.domain.calls import DEFAULTS, change_call, hold_draft, set_envelopes
from calls.models import Call
from innovet.education import Province
from innovet.kit.refused import Refused
from innovet.questions.domain.questionnaires import add_question, add_section
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question
from projects.domain.cycles import add_theme


class FormNotEmpty(Refused):
    """The call asks questions or has envelopes already, which the template would double or replace."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the template puts in a call; the page limits stand in words."""

    section: str
    questions: tuple[dict[str, Any], ...]
    themes: tuple[str, ...]
    envelope_cents: int
    rules: dict[str, Any]


def first_cycle_frame() -> Frame:
    """The frame as it comes with the portal."""
    told = json.loads((DEFAULTS / "frame_cycle_1.json").read_text(encoding="utf-8"))
    per_page = told["words_per_page"]
    questions = tuple(
        {"label": one["label"], "help_text": one["help_text"], "max_words": one["pages"] * per_page}
        for one in told["questions"]
    )
    return Frame(told["section"], questions, tuple(told["themes"]), told["envelope_cents"], told["rules"])


@transaction.atomic
def fill_frame(call: Call, frame: Frame) -> None:
    """Put a frame in a call in preparation: its questions, an envelope per province, the rule of partners, the themes.

    A theme that the cycle has stays. Refuses a published call (CallFrozen), and a call with questions or envelopes of
    its own (FormNotEmpty): nothing that somebody made is doubled or replaced.
    """
    hold_draft(call)
    if Question.objects.filter(section__questionnaire=call.questionnaire_id).exists() or call.envelopes.exists():
        raise FormNotEmpty(_("This call has questions or envelopes already. Remove them first, or go on with those."))
    section = add_section(call.questionnaire, frame.section)
    for question in frame.questions:
        add_question(section, kind=QuestionKind.LONG_TEXT, is_required=True, **question)
    provinces = [province for province in Province if province.envelope == province]
    set_envelopes(call, dict.fromkeys(provinces, frame.envelope_cents))
    change_call(call, frame.rules)
    standing = set(call.cycle.themes.values_list("name", flat=True))
    for name in frame.themes:
        if name not in standing:
            add_theme(call.cycle, name=name)
