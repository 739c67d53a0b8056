"""The shape of input in projects."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.kit.formats import dates
from innovet.kit.inputs import DayInput
from projects.domain.phases import PhaseShift, Shift
from projects.domain.shifting import FIRST_DAY, LAST_DAY
from projects.enums import CycleRoleKind, ReportKind
from projects.models import Cycle, Phase, PhaseTask, Theme


class ConsortiumAnswerForm(forms.Form):
    """A partner's answer to the question of the lead school."""

    marks_optional = False

    YES, CHANGE, NO, FORWARD, NOT_ME = "yes", "change", "no", "forward", "not_me"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (YES, _("Yes, my organisation takes part as described")),
            (CHANGE, _("Not like this: something must change first")),
            (NO, _("No, my organisation does not take part")),
            (FORWARD, _("I am not the right person: pass it on to somebody else")),
            (NOT_ME, _("This is not meant for me")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Your name"), max_length=150, required=False)
    function = forms.CharField(
        label=_("Your function"), max_length=150, required=False, help_text=_("Needed when you confirm.")
    )
    has_authority = forms.BooleanField(
        label=_("I may speak for my organisation"), required=False, help_text=_("Needed when you confirm.")
    )
    reason = forms.CharField(
        label=_("What is not right?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you say no or ask for a change. The school reads this."),
    )
    email = forms.EmailField(
        label=_("E-mail address of the right person"),
        max_length=254,
        required=False,
        help_text=_("Needed when you pass it on. That person gets a link of their own; yours stops working."),
    )

    def clean(self) -> dict[str, Any]:
        """What a yes and a no each need."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer == self.YES:
            for name in ("name", "function"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in to confirm."))
            if not cleaned.get("has_authority"):
                self.add_error("has_authority", _("Confirming needs this."))
        if answer in {self.NO, self.CHANGE} and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason."))
        if answer == self.FORWARD and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Fill in the address of the right person."))
        return cleaned


class MilestoneForm(forms.Form):
    """A step added to a running project."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = forms.DateField(label=_("To be reached on"), widget=DayInput)


class LogEntryForm(forms.Form):
    """A note for the log book."""

    happened_on = forms.DateField(label=_("Day"), widget=DayInput)
    text = forms.CharField(label=_("What happened"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """An act that asks a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReportAskForm(forms.Form):
    """Which report is asked, and by when."""

    kind = forms.ChoiceField(label=_("Kind of report"), choices=ReportKind, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("To be handed in by"), widget=DayInput)


class PlanningDay(forms.DateField):
    """A day of a planning, in this century."""

    def __init__(self, **options: Any) -> None:
        words = _("Give a day in the years 2000 to 2099.")
        bounds = [MinValueValidator(FIRST_DAY, words), MaxValueValidator(LAST_DAY, words)]
        super().__init__(widget=DayInput, validators=bounds, **options)


class SchoolYearField(forms.CharField):
    """Two years that follow each other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=9, help_text=_("For instance 2026-2027."), **options)

    def clean(self, value: Any) -> str:
        """Refuse two years that do not."""
        written: str = super().clean(value)
        found = re.fullmatch(r"(20\d\d)-(20\d\d)", written)
        if not found or int(found[2]) != int(found[1]) + 1:
            raise forms.ValidationError(_("Write the school year as two years, such as 2026-2027."))
        return written


class RevisionForm(forms.Form):
    """A change of something that others change as well: it names the revision it read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CycleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A cycle's name and dates."""

    school_year = SchoolYearField(label=_("School year"))
    starts_on = PlanningDay(label=_("First day"))
    ends_on = PlanningDay(label=_("Last day"))

    class Meta:
        model = Cycle
        fields = ["name", "school_year", "starts_on", "ends_on"]


class CycleEditForm(RevisionForm, CycleForm):
    """A change of a cycle."""


class PhaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A dated phase."""

    starts_on = PlanningDay(label=_("First day"))
    ends_on = PlanningDay(label=_("Last day"))

    class Meta:
        model = Phase
        fields = ["kind", "name", "starts_on", "ends_on"]
        help_texts = {"name": _("Only when the kind says too little.")}


class PhaseEditForm(RevisionForm, PhaseForm):
    """A change of a phase."""


class PhaseShiftForm(forms.Form):
    """What moves along with a phase; `seen` marks what the person had in view."""

    later = forms.MultipleChoiceField(label=_("Phases after it"), required=False, widget=forms.CheckboxSelectMultiple)
    with_tasks = forms.BooleanField(
        label=_("The open tasks of what moves, move along"),
        required=False,
        help_text=_("Tasks that are done keep their day."),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shift: Shift, chosen: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = {"later": shift.following, "with_tasks": True}
        self.initial = {**usual, **(chosen or {}), "seen": shift.seen}
        later = self.fields["later"]
        assert isinstance(later, forms.MultipleChoiceField)  # noqa: S101
        later.choices = [(one.phase.pk, _in_words(one)) for one in shift.later]
        if not shift.later:
            del self.fields["later"]
        if not any(one.tasks for one in (shift.moved, *shift.later)):
            del self.fields["with_tasks"]

    @property
    def chosen(self) -> Sequence[int]:
        """The later phases that move along."""
        return [int(pk) for pk in self.cleaned_data.get("later", [])]


def _in_words(shift: PhaseShift) -> str:
    return _("%(phase)s: %(before)s becomes %(after)s") % {
        "phase": shift.phase.title,
        "before": dates(shift.phase.starts_on, shift.phase.ends_on),
        "after": dates(shift.starts_on, shift.ends_on),
    }


class PhaseTaskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A task of a phase, its owner and its day."""

    due_on = PlanningDay(label=_("Due on"))

    class Meta:
        model = PhaseTask
        fields = ["title", "owner", "due_on"]
        help_texts = {"owner": _("A coordinator, or somebody with a role in this cycle.")}

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101
        owner.queryset = owners


class PhaseTaskEditForm(RevisionForm, PhaseTaskForm):
    """A change of a task; it may go to another phase of its cycle."""

    class Meta(PhaseTaskForm.Meta):
        fields = ["phase", "title", "owner", "due_on"]

    def __init__(self, *args: Any, phases: QuerySet[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase = self.fields["phase"]
        assert isinstance(phase, forms.ModelChoiceField)  # noqa: S101
        phase.queryset, phase.empty_label = phases, None


class CycleCloneForm(forms.Form):
    """Under which name and from which day a copy starts."""

    name = forms.CharField(label=_("Name"), max_length=100)
    school_year = SchoolYearField(label=_("School year"))
    starts_on = PlanningDay(label=_("First day"), help_text=_("All other days shift by as many days."))
    with_roles = forms.BooleanField(label=_("The people with a role today get it in the copy too"), required=False)


class CloneKeyForm(CycleCloneForm):
    """What makes the copy; the key makes a repeated click one copy."""

    key = forms.CharField(max_length=40)


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A theme of a cycle."""

    class Meta:
        model = Theme
        fields = ["name"]


class HandOverForm(forms.Form):
    """Who takes over, and when."""

    email = forms.EmailField(label=_("E-mail address of the account"), max_length=254)
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(label=_("Until and including"), widget=DayInput, required=False)

    def clean_email(self) -> User:
        """The person with that address."""
        person = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address yet."))
        return person

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day lies before the first day."))
        return cleaned


class CycleRoleForm(HandOverForm):
    """Who gets which role in a cycle, and when."""

    role = forms.ChoiceField(label=_("Role"), choices=CycleRoleKind)

    field_order = ["email", "role", "from_on", "until_on"]
