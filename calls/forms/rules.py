"""The shape of a call's rules, part by part, and of its caps per category of cost."""

import copy
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calls.domain.contradictions import contradictions_in
from calls.domain.wording import LISTS, Part
from calls.models import BudgetRule, Call
from innovet.kit.inputs import DayInput, EuroField
from projects.enums import BudgetCategory

HELP = {
    "networks": _("Nothing chosen: all networks."),
    "file_kinds": _("Nothing chosen: all kinds."),
    "limit": _("Empty: no limit."),
    "max_per_school": _("Empty: no limit."),
    "max_per_partner": _("Empty: no limit."),
    "total_minimum": _("On the scale from 0 to 5; empty for none."),
    "budget_cents": _("In euro, without what provinces add."),
    "min_grant_cents": _("In euro, VAT included; empty for none."),
    "max_grant_cents": _("In euro, VAT included."),
    "core_off": _("What a rule of this call uses cannot be left out."),
    "completion_parts": _("Never answers on content, never amounts."),
    "tie_steps": _("They count from top to bottom."),
    "yield_rule": _("Only when the envelopes together exceed the budget."),
    "spread_text": _("In words: what the steering group looks at."),
}
LIMITS: dict[str, dict[str, int]] = {
    "total_minimum": {"min_value": 0, "max_value": 5},
    "readings": {"min_value": 1, "max_value": 25},
    "minimum_reviews": {"min_value": 1, "max_value": 25},
    "limit": {"min_value": 1, "max_value": 1000},
    "max_per_school": {"min_value": 1, "max_value": 1000},
    "max_per_partner": {"min_value": 1, "max_value": 1000},
    "confirmation_days": {"max_value": 60},
    "approval_days": {"max_value": 60},
    "completion_days": {"min_value": 1, "max_value": 60},
    "max_file_megabytes": {"min_value": 1, "max_value": 250},
    "max_total_megabytes": {"min_value": 1, "max_value": 2000},
}


def field_of(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """How one rule is typed: codes as boxes, cents as euro, days in the browser's own field."""
    options |= {"help_text": HELP.get(column.name, ""), **LIMITS.get(column.name, {})}
    if column.name in LISTS:
        return forms.MultipleChoiceField(
            label=capfirst(str(column.verbose_name)),
            choices=LISTS[column.name].choices,
            required=not column.blank,
            widget=forms.CheckboxSelectMultiple,
            help_text=options["help_text"],
        )
    if column.name.endswith("_cents"):
        return EuroField(label=capfirst(str(column.verbose_name)), required=False, help_text=options["help_text"])
    if isinstance(column, models.DateField):
        options["widget"] = DayInput
    if isinstance(column, models.TextField):
        options |= {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 4000}
    return column.formfield(**options)


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Some rules of a call; what contradicts another rule is told beside its field. Nothing is saved here."""

    marks_optional = False

    class Meta:
        model = Call
        fields = ()

    def __init__(self, data: QueryDict | None, *, call: Call, **options: Any) -> None:
        super().__init__(data, instance=copy.copy(call), **options)

    def clean(self) -> dict[str, Any]:
        """An empty amount is nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if name.endswith("_cents") and value is None:
                cleaned[name] = 0
        return cleaned

    def validate_constraints(self) -> None:
        """Rules that cannot stand together, each beside its field."""
        for name, words in contradictions_in(self.instance).items():
            if not self.has_error(name):
                self.add_error(name if name in self.fields else None, words)

    @property
    def changes(self) -> dict[str, Any]:
        """The rules as typed."""
        return dict(self.cleaned_data)


def form_of(part: Part) -> type[RulesForm]:
    """The form of one part."""
    made = forms.modelform_factory(Call, form=RulesForm, fields=part.fields, formfield_callback=field_of)
    return cast("type[RulesForm]", made)


class BudgetRulesForm(forms.Form):
    """Per category of cost: may it be asked, and at most how much."""

    marks_optional = False

    def __init__(self, *args: Any, rules: Iterable[BudgetRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = {rule.category: rule for rule in rules}
        for category in BudgetCategory:
            rule = standing.get(category.value)
            name = capfirst(str(category.label))
            self.fields[f"{category}_refused"] = forms.BooleanField(
                label=_("%(category)s: may not be asked") % {"category": name},
                required=False,
                initial=rule is not None and not rule.is_allowed,
            )
            self.fields[f"{category}_percent"] = forms.IntegerField(
                label=_("%(category)s: at most, in percent of the amount asked") % {"category": name},
                required=False,
                min_value=0,
                max_value=100,
                initial=rule.max_percent if rule else None,
            )
            self.fields[f"{category}_euro"] = EuroField(
                label=_("%(category)s: at most, in euro") % {"category": name},
                required=False,
                initial=rule.max_cents if rule else None,
            )

    @property
    def rules(self) -> list[BudgetRule]:
        """The categories that have a rule, not yet kept."""
        typed = self.cleaned_data
        rows = [
            BudgetRule(
                category=category,
                is_allowed=not typed[f"{category}_refused"],
                max_percent=typed[f"{category}_percent"],
                max_cents=typed[f"{category}_euro"],
            )
            for category in BudgetCategory
        ]
        return [row for row in rows if not row.is_allowed or row.max_percent is not None or row.max_cents is not None]
