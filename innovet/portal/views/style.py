"""The living page with every component; absent in production."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from calls.domain.differences import word_differences
from innovet.kit.inputs import DayInput, MomentInput
from innovet.kit.time_chart import Moment, Spell, draw_spells
from innovet.kit.verdict import YES, no


class SampleForm(forms.Form):
    """One field of every kind, in Dutch as a school would see it."""

    title = forms.CharField(label="Titel", max_length=100, help_text="Kort en zeggend: een collega moet het begrijpen.")
    plan = forms.CharField(label="Plan van aanpak", widget=forms.Textarea(attrs={"rows": 4}))
    mail = forms.EmailField(label="E-mailadres", required=False)
    hours = forms.IntegerField(label="Uren", max_value=100)
    begins_on = forms.DateField(label="Begint op", widget=DayInput)
    closes_at = forms.DateTimeField(label="Sluit op", widget=MomentInput, required=False)
    province = forms.ChoiceField(label="Provincie", choices=[("", "Kies een provincie"), ("oost", "Oost-Vlaanderen")])
    finality = forms.ChoiceField(
        label="Finaliteit",
        choices=[("a", "Arbeidsmarktfinaliteit"), ("d", "Dubbele finaliteit")],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Thema's",
        choices=[("c", "Circulaire economie"), ("e", "Energietransitie"), ("m", "Mobiliteit")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies alles wat past.",
    )
    annex = forms.FileField(label="Bijlage", required=False)
    agreed = forms.BooleanField(label="Het schoolbestuur gaat akkoord")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["plan"].word_limit = 150  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SampleFile:
    """A file as a list shows it."""

    name: str
    url: str
    size: int


SPELLS = [
    Spell("Ontwerpen", date(2027, 9, 1), date(2027, 12, 17), moments=[Moment("Eerste les", date(2027, 10, 15))]),
    Spell("Testen", date(2028, 1, 10), date(2028, 1, 28), is_under_way=True),
]
ROWS = [
    ("Robot in de bakkerij", "ingediend", "blue", 18),
    ("Zorg met een digitale tweeling", "in beoordeling", "yellow", 22),
    ("Circulair bouwen in de praktijk", "geselecteerd", "green", 13),
    ("Slimme serre", "niet geselecteerd", "red", 15),
    ("Winkel van morgen", "ontwerp", "grey", 9),
    ("Leren met een elektrische bus", "afgesloten", "purple", 21),
]


@require_safe
@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Show each component with made-up content."""
    here = reverse("style")
    context = {
        "crumbs": [("Home", reverse("home")), ("Stijl", "")],
        "blank_form": SampleForm(prefix="leeg"),
        "wrong_form": SampleForm({"mail": "geen adres", "hours": "400"}),
        "rows": ROWS,
        "chart": draw_spells(SPELLS, date(2028, 1, 17)),
        "order": request.GET.get("sort", "title"),
        "page": Paginator(range(500), 50).get_page(request.GET.get("page", 3)),
        "files": [SampleFile("Draaiboek bakkerij.pdf", here, 2_400_000), SampleFile("Robot.stl", here, 810_000)],
        "pieces": word_differences("Leerlingen meten het afval.", "Leerlingen wegen samen het afval."),
        "tabs": [("Plan", "plan"), ("Partners", "partners")],
        "facts": [("School", "Demoschool Aalst"), ("Provincie", "Oost-Vlaanderen"), ("Bedrag", "18 450 euro")],
        "tones": ["grey", "blue", "green", "yellow", "red", "purple"],
        "kinds": ["success", "info", "warning", "error"],
        "allowed": YES,
        "refused": no("De oproep is gesloten sinds 1 maart."),
    }
    return render(request, "portal/style.html", context)
