"""The shape of a call, its criteria and envelopes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Criterion, Envelope
from innovet.education import Province
from innovet.kit.inputs import DayInput, EuroField, TimeInput
from projects.models import Cycle

MINUTE = timedelta(minutes=1)
LONG = {"rows": 6}
MOMENTS = ("opens_on", "closes_on", "last_minute")
ENVELOPES = [province for province in Province if province.envelope == province]


def closing_instant(day: date | None, last_minute: time | None, *, minutes: int = 0) -> datetime | None:
    """The first instant that is too late, from the last day and minute that count and the grace after them."""
    if day is None:
        return None
    last = datetime.combine(day, last_minute or time(23, 59), timezone.get_default_timezone())
    # Minutes are added in universal time: here an hour may be missing or stand twice in that night.
    return last.astimezone(UTC) + MINUTE + timedelta(minutes=minutes)


class CallStartForm(forms.Form):
    """What a new call needs first."""

    cycle = forms.ModelChoiceField(label=_("Cycle"), queryset=Cycle.objects.all())
    title = forms.CharField(label=_("Title"), max_length=200)


class CallForm(forms.Form):
    """The call itself; the last minute that counts becomes the first instant that is too late."""

    marks_optional = False

    title = forms.CharField(label=_("Title"), max_length=200)
    introduction = forms.CharField(
        label=_("Introduction"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown: ## heading, * list, [text](address)."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("What the call wants to reach, in a few sentences."),
    )
    opens_on = forms.DateField(label=_("Opens on"), required=False, widget=DayInput())
    closes_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    last_minute = forms.TimeField(
        label=_("Last minute that counts"),
        required=False,
        initial=time(23, 59),
        widget=TimeInput(),
        help_text=_("Brussels time. With 23:59 a proposal is in time until midnight."),
    )
    grace_minutes = forms.IntegerField(
        label=_("Minutes of grace"),
        min_value=0,
        max_value=240,
        initial=0,
        help_text=_("They come after the last minute and are printed as the real last minute."),
    )
    asks_questions_until_on = forms.DateField(
        label=_("Last day for questions about the call"),
        required=False,
        widget=DayInput(),
        help_text=_("Answers are published to everybody, without names. Empty: no question round."),
    )
    contact_email = forms.EmailField(label=_("Contact address"), required=False)
    helpdesk_hours = forms.CharField(
        label=_("Helpdesk hours"),
        max_length=200,
        required=False,
        help_text=_("In words, as they stand on the page of the call."),
    )
    helpdesk_from = forms.TimeField(label=_("Helpdesk opens at"), required=False, widget=TimeInput())
    helpdesk_until = forms.TimeField(
        label=_("Helpdesk closes at"),
        required=False,
        widget=TimeInput(),
        help_text=_("On working days. A closing moment outside these hours gets a warning."),
    )
    decider = forms.CharField(label=_("Who decides"), max_length=200, required=False)
    legal_ground = forms.CharField(
        label=_("Legal ground"), max_length=2000, required=False, widget=forms.Textarea(attrs=LONG)
    )
    appeal_text = forms.CharField(
        label=_("Appeal"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("Stands in every letter: where, how and until when to appeal."),
    )

    @staticmethod
    def initial_of(call: Call) -> dict[str, Any]:
        """What the form shows of a call."""
        grace = timedelta(minutes=call.grace_minutes)
        last = timezone.localtime(call.closes_at - MINUTE - grace) if call.closes_at else None
        names = set(CallForm.base_fields) - set(MOMENTS)
        return {name: getattr(call, name) for name in names} | {
            "opens_on": timezone.localdate(call.opens_at) if call.opens_at else None,
            "closes_on": last.date() if last else None,
            "last_minute": last.time() if last else time(23, 59),
        }

    def clean(self) -> dict[str, Any]:
        """Days, the last minute and the grace become moments in Brussels time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("opens_on", "closes_on"):
            if cleaned.get(name) and not 2000 <= cleaned[name].year <= 2100:
                self.add_error(name, _("Give a day in this century."))
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        cleaned["opens_at"] = datetime.combine(opens_on, time(), timezone.get_default_timezone()) if opens_on else None
        cleaned["closes_at"] = closing_instant(
            closes_on, cleaned.get("last_minute"), minutes=cleaned.get("grace_minutes") or 0
        )
        if cleaned["opens_at"] and cleaned["closes_at"] and cleaned["closes_at"] <= cleaned["opens_at"]:
            self.add_error("closes_on", _("The call closes before it opens."))
        opens, closes = cleaned.get("helpdesk_from"), cleaned.get("helpdesk_until")
        if opens and closes and closes <= opens:
            self.add_error("helpdesk_until", _("The helpdesk closes before it opens."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the call."""
        return {name: value for name, value in self.cleaned_data.items() if name not in MOMENTS}


class EnvelopesForm(forms.Form):
    """An amount per province, and what the province adds itself; empty for none."""

    marks_optional = False

    def __init__(self, *args: Any, envelopes: Iterable[Envelope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = {envelope.province: envelope for envelope in envelopes}
        for province in ENVELOPES:
            envelope = standing.get(province.value)
            self.fields[province.value] = EuroField(
                label=province.label,
                required=False,
                initial=envelope.amount_cents if envelope else None,
                help_text=_("Brussels counts here.") if province == Province.FLEMISH_BRABANT else "",
            )
            self.fields[f"{province}_top_up"] = EuroField(
                label=_("%(province)s: added by the province itself") % {"province": province.label},
                required=False,
                initial=(envelope.top_up_cents or None) if envelope else None,
            )

    def clean(self) -> dict[str, Any]:
        """A province adds to an envelope that is there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for province in ENVELOPES:
            if cleaned.get(f"{province}_top_up") and not cleaned.get(province.value):
                self.add_error(f"{province}_top_up", _("First give the envelope of this province an amount."))
        return cleaned

    @property
    def amounts(self) -> dict[str, int]:
        """Cents per province."""
        return {province.value: self.cleaned_data[province.value] or 0 for province in ENVELOPES}

    @property
    def top_ups(self) -> dict[str, int]:
        """Cents that each province adds."""
        return {province.value: self.cleaned_data[f"{province}_top_up"] or 0 for province in ENVELOPES}


class CriterionForm(forms.Form):
    """A criterion with a description per level."""

    marks_optional = False

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100)
    minimum = forms.DecimalField(label=_("Minimum score"), required=False, min_value=0, max_value=5, decimal_places=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in range(6):
            self.fields[f"level_{level}"] = forms.CharField(
                label=_("What %(level)s means") % {"level": level},
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def initial_of(criterion: Criterion) -> dict[str, Any]:
        """What the form shows of a criterion."""
        levels = {f"level_{level}": text for level, text in enumerate(criterion.levels)}
        return levels | {
            "name": criterion.name,
            "description": criterion.description,
            "weight": criterion.weight,
            "minimum": criterion.minimum,
        }

    @property
    def values(self) -> dict[str, Any]:
        """The criterion's fields."""
        names = ("name", "description", "weight", "minimum")
        return {name: self.cleaned_data[name] for name in names} | {
            "levels": [self.cleaned_data[f"level_{level}"] for level in range(6)]
        }
