"""How money, days, closing moments, Markdown and widgets look on a page; built in to every template."""

from datetime import date, datetime, timedelta
from functools import cache

import nh3
from django import template
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

register = template.Library()

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "blockquote", "code", "pre", "hr", "br"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}


@register.filter
def euro(cents: int | None) -> str:
    """An amount in whole cents in words: "12.500 euro", "12.500,50 euro"; nothing for nothing."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    amount = formats.number_format(whole, use_l10n=True, force_grouping=True)
    if rest:
        amount += f"{formats.get_format('DECIMAL_SEPARATOR')}{rest:02d}"
    return _("%(amount)s euro") % {"amount": f"-{amount}" if cents < 0 else amount}


@register.filter
def dates(first: date | None, last: date | None = None) -> str:
    """One day, or the stretch from one day to another: "1 september tot 31 oktober 2026"; nothing for nothing."""
    if first is None:
        return ""
    if last is None or last == first:
        return formats.date_format(first, "j F Y")
    start = formats.date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": start, "last": formats.date_format(last, "j F Y")}


@register.filter
def moment(at: datetime | None) -> str:
    """A day with its hour: "9 februari 2027, 13.00 uur"; nothing for nothing."""
    return formats.date_format(timezone.localtime(at), "j F Y") + ", " + hour(at) if at else ""


@register.filter
def hour(at: datetime | None) -> str:
    """The hour of a moment: "13.00 uur"; nothing for nothing."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _("%(hours)02d:%(minutes)02d") % {"hours": local.hour, "minutes": local.minute}


@register.filter
def closing_moment(closes_at: datetime | None) -> str:
    """The last minute in which something counts, in words; `closes_at` is the first instant that is too late."""
    if closes_at is None:
        return ""
    last = timezone.localtime(closes_at - timedelta(microseconds=1))
    return _("until and including %(day)s, %(time)s (Brussels time)") % {
        "day": formats.date_format(last, "l j F Y"),
        "time": hour(last),
    }


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML: headings from the second level on, lists, links, tables; no images, no scripts."""
    html = nh3.clean(
        _parser().render(text),
        tags=TAGS | TABLE_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return mark_safe(html)  # noqa: S308


@register.filter
def attributes(attrs: dict[str, object]) -> SafeString:
    """The attributes of a widget as HTML, without its class, which the widget's template writes itself."""
    parts = [
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if name != "class" and value is not None and value is not False
    ]
    return mark_safe("".join(parts))  # noqa: S308


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
