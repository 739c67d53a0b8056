"""The shape of a call, its criteria and envelopes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Criterion, Envelope
from innovet.education import Province
from innovet.kit.inputs import DayInput, EuroField
from projects.models import Cycle

MINUTE = timedelta(minutes=1)
LONG = {"rows": 6}
ENVELOPES = [province for province in Province if province.envelope == province]


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
    opens_on = forms.DateField(label=_("Opens on"), required=False, widget=DayInput())
    closes_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    last_minute = forms.TimeField(
        label=_("Last minute that counts"),
        required=False,
        initial=time(23, 59),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Brussels time. With 23:59 a proposal is in time until midnight."),
    )
    budget_cents = EuroField(label=_("Budget in euro"), required=False)
    max_grant_cents = EuroField(label=_("Maximum grant per proposal in euro"), required=False)
    total_minimum = forms.DecimalField(
        label=_("Minimum total score"),
        required=False,
        min_value=0,
        max_value=5,
        decimal_places=2,
        help_text=_("On the scale from 0 to 5; empty for none."),
    )
    readings = forms.IntegerField(label=_("Readings per proposal"), min_value=1, max_value=25)
    minimum_reviews = forms.IntegerField(label=_("Minimum of complete reviews"), min_value=1, max_value=25)
    review_due_on = forms.DateField(label=_("Reviews due on"), required=False, widget=DayInput())
    contact_email = forms.EmailField(label=_("Contact address"), required=False)
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
        last = timezone.localtime(call.closes_at - MINUTE) if call.closes_at else None
        names = set(CallForm.base_fields) - {"opens_on", "closes_on", "last_minute"}
        return {name: getattr(call, name) for name in names} | {
            "opens_on": timezone.localdate(call.opens_at) if call.opens_at else None,
            "closes_on": last.date() if last else None,
            "last_minute": last.time() if last else time(23, 59),
        }

    def clean(self) -> dict[str, Any]:
        """Days and the last minute become moments in Brussels time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        last_minute = cleaned.get("last_minute") or time(23, 59)
        zone = timezone.get_default_timezone()
        cleaned["opens_at"] = datetime.combine(opens_on, time(), zone) if opens_on else None
        cleaned["closes_at"] = datetime.combine(closes_on, last_minute, zone) + MINUTE if closes_on else None
        if cleaned["opens_at"] and cleaned["closes_at"] and cleaned["closes_at"] <= cleaned["opens_at"]:
            self.add_error("closes_on", _("The call closes before it opens."))
        if cleaned.get("minimum_reviews", 1) > cleaned.get("readings", 25):
            self.add_error("minimum_reviews", _("This cannot be more than the readings per proposal."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the call."""
        skipped = {"opens_on", "closes_on", "last_minute"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in skipped}
        return values | {name: values[name] or 0 for name in ("budget_cents", "max_grant_cents")}


class EnvelopesForm(forms.Form):
    """An amount per province; empty for none."""

    marks_optional = False

    def __init__(self, *args: Any, envelopes: Iterable[Envelope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amounts = {envelope.province: envelope.amount_cents for envelope in envelopes}
        for province in ENVELOPES:
            self.fields[province.value] = EuroField(
                label=province.label,
                required=False,
                initial=amounts.get(province.value),
                help_text=_("Brussels counts here.") if province == Province.FLEMISH_BRABANT else "",
            )

    @property
    def amounts(self) -> dict[str, int]:
        """Cents per province."""
        return {province: cents or 0 for province, cents in self.cleaned_data.items()}


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
