"""The typed core of a proposal as a form: in parts, with only the fields that its call asks."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.domain.core import asked_fields
from calls.models import Call, Proposal
from innovet.education import Finality, FormOfEducation, Grade, Province, StudyDomain
from innovet.kit.formats import dates, euro
from innovet.kit.inputs import DayInput, EuroField
from innovet.organisations.models.numbers import read_enterprise_number, show_enterprise_number
from innovet.questions.domain.texts import clean_text
from projects.models import Theme

SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("The project"), ("title", "summary", "theme")),
    (_("Where it runs"), ("site_name", "site_municipality", "site_province")),
    (
        _("For whom"),
        ("study_domains", "finalities", "old_forms", "grades", "years", "pupil_count", "teacher_count"),
    ),
    (_("When"), ("starts_on", "ends_on", "freed_hours")),
    (_("In the class and afterwards"), ("translation", "replicability", "anchoring")),
    (
        _("The school board that gets the grant"),
        ("board_name", "board_number", "signatory_name", "signatory_function", "signatory_email"),
    ),
    (_("The least you can work with"), ("minimum_cents",)),
)


class PastedField(forms.CharField):
    """Text without what word processors leave behind."""

    def to_python(self, value: Any) -> str:
        """The cleaned text."""
        return clean_text(str(value or ""))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A message says what is too long; the browser must not cut off what is pasted."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LongField(PastedField):
    """A long text whose characters are counted while typing."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": 6}), **options)
        self.character_limit = max_length


class SeveralField(forms.MultipleChoiceField):
    """Several codes, in one order."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """The codes, each once."""
        return sorted(set(super().clean(value)))


class BoardNumberField(PastedField):
    """A KBO number whose check digits fit; kept as ten digits."""

    def clean(self, value: Any) -> str:
        """The ten digits, or nothing."""
        written = super().clean(value)
        return read_enterprise_number(written) if written else ""

    def prepare_value(self, value: Any) -> Any:
        """As people write it."""
        return (
            show_enterprise_number(value) if isinstance(value, str) and value.isdigit() and len(value) == 10 else value
        )


class CoreForm(forms.Form):
    """The core of a proposal; `names` limits it to some fields, for one that is saved by itself."""

    marks_optional = False

    title = PastedField(label=_("Title"), max_length=200)
    summary = LongField(
        label=_("Public summary"),
        max_length=2000,
        help_text=_("Everybody can read this when the proposal is selected."),
    )
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none())
    site_name = PastedField(
        label=_("Site"), max_length=200, help_text=_("The site of your school where the project runs.")
    )
    site_municipality = PastedField(label=_("Town of the site"), max_length=100)
    site_province = forms.ChoiceField(
        label=_("Province of the site"),
        choices=[("", _("Choose")), *Province.choices],
        help_text=_("The proposal counts wholly in this province."),
    )
    study_domains = SeveralField(label=_("Study domains"), choices=StudyDomain)
    finalities = SeveralField(label=_("Finality"), choices=Finality)
    old_forms = SeveralField(label=_("Old forms of education"), choices=FormOfEducation)
    grades = SeveralField(label=_("Grades"), choices=Grade)
    years = PastedField(
        label=_("Years"), max_length=100, help_text=_("Only when not the whole grade takes part, for example: year 5.")
    )
    pupil_count = forms.IntegerField(label=_("Pupils reached"), min_value=0, max_value=1_000_000)
    teacher_count = forms.IntegerField(label=_("Teachers reached"), min_value=0, max_value=100_000)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    freed_hours = forms.IntegerField(
        label=_("Freed hours"),
        min_value=0,
        max_value=100_000,
        help_text=_("Hours in which a coordinator or teachers are freed for the project, over its whole period."),
    )
    translation = LongField(
        label=_("Didactic translation"),
        max_length=4000,
        help_text=_("How the innovation gets into the lesson, from the start."),
    )
    replicability = LongField(
        label=_("Replicability"), max_length=4000, help_text=_("What another school needs to do the same.")
    )
    anchoring = LongField(
        label=_("Who keeps it alive"), max_length=4000, help_text=_("Who keeps it alive when the money is spent.")
    )
    board_name = PastedField(label=_("Beneficiary school board"), max_length=200)
    board_number = BoardNumberField(label=_("Enterprise number of the board (KBO)"), max_length=30)
    signatory_name = PastedField(label=_("Name of the signatory"), max_length=150)
    signatory_function = PastedField(label=_("Function of the signatory"), max_length=150)
    signatory_email = forms.EmailField(label=_("E-mail address of the signatory"), max_length=254)
    minimum_cents = EuroField(
        label=_("Minimum workable amount in euro"),
        help_text=_("Only when the project can also run with less than you ask."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, proposal: Proposal, data: Mapping[str, Any] | None = None, *, names: Iterable[str] | None = None
    ) -> None:
        asked = asked_fields(proposal.call)
        initial = {name: getattr(proposal, name) for name in [*asked, "revision"]}
        super().__init__(data, initial=initial)
        self.proposal = proposal
        kept = set(asked) if names is None else set(asked) & set(names)
        self.fields = {name: field for name, field in self.fields.items() if name in kept or name == "revision"}
        for name in kept:
            self.fields[name].required = False
        if "theme" in self.fields:
            self.fields["theme"].queryset = Theme.objects.filter(cycle=proposal.call.cycle_id)  # type: ignore[attr-defined]

    @property
    def sections(self) -> list[tuple[str | Promise, list[BoundField]]]:
        """The parts that ask something, with their fields."""
        parts = [(title, [self[name] for name in names if name in self.fields]) for title, names in SECTIONS]
        return [(title, fields) for title, fields in parts if fields]

    @property
    def values(self) -> dict[str, Any]:
        """The fields that can be kept; one that is wrong stays in the page."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def read(self) -> dict[str, int]:
        """The revision in which each field was read: that of the page, or of its own last save."""
        page = self.cleaned_data.get("revision", 0)
        return {name: self._read_of(name, page) for name in self.fields if name != "revision"}

    def show_again(self, keep: Iterable[str]) -> None:
        """Leave what was typed in some fields and show in the others what stands, to be saved on top of that."""
        fresh, data = CoreForm(self.proposal), QueryDict(mutable=True)
        for name, field in fresh.fields.items():
            shown = field.widget.format_value(fresh[name].value())
            data.setlist(name, shown if isinstance(shown, list) else [shown or ""])
        for name in keep:
            data.setlist(name, self.data.getlist(name))  # type: ignore[attr-defined]
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Days lie in the period of the call and in order; an amount within its maximum."""
        cleaned = super().clean() or {}
        call = self.proposal.call
        first, last = (cleaned.get(name, getattr(self.proposal, name)) for name in ("starts_on", "ends_on"))
        for name in ("starts_on", "ends_on"):
            try:
                require_in_period(call, cleaned.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        if first and last and last < first:
            self.add_error(
                "ends_on" if "ends_on" in self.fields else "starts_on", _("The last day lies before the first day.")
            )
        least = cleaned.get("minimum_cents")
        if least and call.max_grant_cents and least > call.max_grant_cents:
            self.add_error(
                "minimum_cents",
                _("More than the maximum of the call: %(amount)s.") % {"amount": euro(call.max_grant_cents)},
            )
        return cleaned

    def _read_of(self, name: str, page: int) -> int:
        own = str(self.data.get(f"read-{name}", ""))
        return int(own) if own.isascii() and own.isdigit() and len(own) < 10 else page


def require_in_period(call: Call, day: date | None) -> None:
    """Refuse a day outside the period of the call's projects."""
    early = day and call.project_starts_on and day < call.project_starts_on
    late = day and call.project_ends_on and day > call.project_ends_on
    if early or late:
        period = dates(call.project_starts_on, call.project_ends_on) if call.project_starts_on else ""
        raise forms.ValidationError(_("Outside the period of the call: %(period)s.") % {"period": period})


def in_words(name: str, value: Any) -> str:
    """A value of the core as a person reads it."""
    field = CoreForm.base_fields[name]
    match value:
        case None | "" | []:
            return ""
        case list():
            labels = dict(field.choices)  # type: ignore[attr-defined]
            return ", ".join(str(labels.get(code, code)) for code in value)
        case str() if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        case int() if isinstance(field, EuroField):
            return euro(value)
        case str() if isinstance(field, BoardNumberField):
            return show_enterprise_number(value)
        case _:
            return dates(value) if hasattr(value, "isoformat") else str(value)
