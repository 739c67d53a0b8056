"""Parts that every page needs: menu, languages, page numbers, words for a state."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context, Library

from innovet.accounts.models import Move
from innovet.portal.languages import Languages, languages_of
from innovet.portal.navigation import Menu, menu_of

register = Library()


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Menu:
    """The menu of whoever asks; computed once per page."""
    return menu_of(context["request"])


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> Languages:
    """The language of this page and the same page in the other one."""
    request: HttpRequest = context["request"]
    return languages_of(request)


@register.filter
def elided_pages(page: Page[Any]) -> Iterable[int | str]:
    """Page numbers around the current one, with an ellipsis for the rest."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def is_marked_optional(field: BoundField) -> bool:
    """Whether a label says "optional": where some fields are required and this one is not."""
    if field.field.required or getattr(field.form, "marks_optional", True) is False:
        return False
    return any(other.required for other in field.form.fields.values())


@register.filter
def next_order(order: str, key: str) -> str:
    """What a click on a column's head asks for: ascending first, then the other way round."""
    return f"-{key}" if order == key else key


@register.filter
def sort_direction(order: str, key: str) -> str:
    """How a column is sorted now, as aria-sort says it."""
    return {key: "ascending", f"-{key}": "descending"}.get(order, "")


@register.filter
def target_label(move: Move) -> str:
    """The state a move led to, in words."""
    subject: Any = type(move).subject  # type: ignore[attr-defined]  # every log has one, the abstract class cannot
    choices = dict(subject.field.related_model.state.field.flatchoices)
    return str(choices.get(move.target, move.target))
