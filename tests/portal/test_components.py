import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from innovet.kit.inputs import DayInput, MomentInput
from innovet.kit.verdict import YES, no

COMPONENTS = Path(__file__).resolve().parent.parent.parent / "templates" / "cotton"


def render(source, path="/", **context):
    """The markup of a piece of template, without the space between tags."""
    template = engines["django"].from_string(CottonCompiler().process(source))
    html = template.template.render(RequestContext(RequestFactory().get(path), context))
    return re.sub(r">\s+<", "><", html).strip()


class Elements(HTMLParser):
    """All start tags of a page, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def one(self, tag, **wanted):
        hits = [
            attrs
            for name, attrs in self.found
            if name == tag
            and all(attrs.get(key.rstrip("_").replace("_", "-")) == value for key, value in wanted.items())
        ]
        assert len(hits) == 1, f"{len(hits)} x {tag} {wanted}"
        return hits[0]


class Plan(forms.Form):
    title = forms.CharField(label="Titel", help_text="Kort.")
    plan = forms.CharField(label="Plan", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(label="Thema's", choices=[("x", "X")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="Akkoord")
    on = forms.DateField(label="Dag", widget=DayInput)
    at = forms.DateTimeField(label="Moment", widget=MomentInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].word_limit = 20


# Parts of the sign-in pages that need a sign-in under way, or are a whole page.
NOT_FOR_SHOW = {"form-page", "leave-sign-in", "sheet-fields", "answers"}


def test_every_component_is_on_the_style_page():
    style = (COMPONENTS.parent / "portal" / "style.html").read_text(encoding="utf-8")
    base = (COMPONENTS.parent / "base.html").read_text(encoding="utf-8")
    names = {path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html")}
    assert not {name for name in names - NOT_FOR_SHOW if f"<c-{name} " not in style + base}


def test_a_component_does_not_see_the_variables_of_the_page():
    assert "geheim" not in render("<c-card><p>tekst</p></c-card>", title="geheim", href="/geheim/")


def test_what_a_person_wrote_is_escaped():
    html = render(
        '<c-page-head :title="words" caption="{{ words }}" /><c-button :label="words" :data-note="words" />',
        words='<b>"x',
    )
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&quot;x") == 4


def test_a_button_is_a_button_or_a_link():
    assert Elements(render('<c-button label="Bewaren" />')).one("button")["type"] == "submit"
    link = Elements(render('<c-button label="Naar" href="/x/" variant="secondary" />')).one("a")
    assert link["href"] == "/x/"
    assert "govuk-button--secondary" in link["class"]


def test_a_button_hands_on_other_attributes_and_bare_ones():
    button = Elements(render('<c-button label="Weg" name="act" value="drop" formnovalidate />')).one("button")
    assert (button["name"], button["value"]) == ("act", "drop")
    assert button["formnovalidate"] is None


def test_a_refused_button_can_be_reached_and_tells_why():
    html = render(
        '<c-button-with-reason :verdict="verdict" label="Indienen" name="act" value="go" />', verdict=no("Te laat.")
    )
    button = Elements(html).one("button")
    assert (button["aria-disabled"], button["type"]) == ("true", "button")
    assert "name" not in button
    assert f'id="{button["aria-describedby"]}">Te laat.<' in html


def test_an_allowed_button_is_plain():
    html = render('<c-button-with-reason :verdict="verdict" label="Indienen" name="act" value="go" />', verdict=YES)
    button = Elements(html).one("button")
    assert (button["name"], button["value"], button.get("aria-disabled")) == ("act", "go", None)


def test_pagination_keeps_the_filters_and_names_the_current_page():
    page = Paginator(range(1000), 50).get_page(7)
    html = render('<c-pagination :page="page" />', "/?q=brood&page=7", page=page)
    assert Elements(html).one("a", aria_current="page")["aria-label"] == "Pagina 7"
    assert Elements(html).one("a", rel="next")["href"] == "?q=brood&amp;page=8".replace("&amp;", "&")
    assert "&ctdot;" in html


def test_one_page_needs_no_pagination():
    assert render('<c-pagination :page="page" />', page=Paginator(range(3), 50).get_page(1)) == ""


@pytest.mark.parametrize(
    ("order", "direction", "target"),
    [("name", "ascending", "?sort=-name"), ("-name", "descending", "?sort=name"), ("on", None, "?sort=name")],
)
def test_a_sorted_column_says_so_and_turns_round(order, direction, target):
    html = render(
        '<table><tr><c-sort-header label="Naam" key="name" :order="order" /></tr></table>', "/?page=3", order=order
    )
    assert Elements(html).one("th").get("aria-sort") == direction
    assert Elements(html).one("a")["href"] == target


def test_a_table_has_its_caption_even_when_it_is_hidden():
    html = render('<c-table caption="Punten" hide_caption="yes"><tbody><tr><td>1</td></tr></tbody></c-table>')
    assert Elements(html).one("caption")["class"] == "govuk-visually-hidden"
    assert Elements(html).one("div")["data-label"] == "Punten"


def test_the_last_crumb_is_the_page_itself():
    html = render('<c-crumbs :items="items" />', items=[("Home", "/"), ("Hier", "")])
    assert '<li class="govuk-breadcrumbs__list-item" aria-current="page">Hier</li>' in html


@pytest.mark.parametrize(
    ("kind", "role"), [("success", "status"), ("info", "status"), ("warning", "alert"), ("error", "alert")]
)
def test_an_alert_is_announced_by_its_weight(kind, role):
    assert Elements(render(f'<c-alert kind="{kind}">x</c-alert>')).one("div", role=role)


def test_a_state_badge_has_words_and_a_tone():
    assert (
        render('<c-state-badge label="ontwerp" tone="grey" />')
        == '<strong class="govuk-tag govuk-tag--grey">ontwerp</strong>'
    )


def test_a_file_list_shows_name_and_size():
    html = render('<c-file-list :files="files" />', files=[SimpleNamespace(url="/f/", name="a.pdf", size=2048)])
    assert '<a class="govuk-link" href="/f/">a.pdf</a>' in html
    assert "2,0" in html


def test_a_field_ties_label_hint_and_error_to_its_input():
    html = render('<c-field :field="form.title" />', form=Plan({}))
    field = Elements(html).one("input")
    assert field["aria-describedby"] == "id_title_helptext id_title_error"
    assert field["aria-invalid"] == "true"
    assert field["class"] == "govuk-input"
    assert 'for="id_title"' in html
    assert '<ul class="errorlist govuk-error-message" id="id_title_error">' in html


def test_only_what_may_be_left_out_is_marked():
    assert "optioneel" in render('<c-field :field="form.plan" />', form=Plan())
    assert "optioneel" not in render('<c-field :field="form.title" />', form=Plan())


def test_a_form_that_asks_nothing_marks_nothing():
    class Filters(forms.Form):
        words = forms.CharField(label="Woorden", required=False)

    assert "optioneel" not in render("{{ form.words.as_field_group }}", form=Filters())


def test_a_form_may_choose_to_mark_nothing():
    form = Plan()
    form.marks_optional = False
    assert "optioneel" not in render('<c-field :field="form.plan" />', form=form)


def test_a_text_with_a_word_limit_counts_in_dutch():
    elements = Elements(render('<c-field :field="form.plan" />', form=Plan()))
    group = elements.one("div", data_module="govuk-character-count")
    assert (group["data-maxlength"], group["data-count-type"]) == ("20", "words")
    assert group["data-i18n.words-under-limit.other"] == "Nog %{count} woorden"
    assert elements.one("div", id="id_plan-info")


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = render('<c-field :field="form.kind" /><c-field :field="form.themes" />', form=Plan())
    assert html.count("<legend") == html.count("<fieldset") == 2
    assert 'class="govuk-radios__label' in html.replace("govuk-label ", "")
    assert Elements(html).one("input", id="id_themes_0")["class"] == "govuk-checkboxes__input"


def test_a_single_checkbox_has_its_label_behind_it():
    html = render('<c-field :field="form.agreed" />', form=Plan())
    assert html.index("<input") < html.index("<label")


def test_days_and_moments_use_the_browsers_fields():
    html = render(
        '<c-field :field="form.on" /><c-field :field="form.at" />',
        form=Plan({"on": "2026-11-22", "at": "2026-11-22T17:40"}),
    )
    assert Elements(html).one("input", type="date")["value"] == "2026-11-22"
    assert Elements(html).one("input", type="datetime-local")["value"] == "2026-11-22T17:40"
    form = Plan({"on": "2026-11-22", "at": "2026-11-22T17:40"})
    assert not {"on", "at"} & set(form.errors)


def test_an_input_is_as_wide_as_what_it_asks():
    elements = Elements(render('<c-field :field="form.on" /><c-field :field="form.at" />', form=Plan()))
    assert elements.one("input", type="date")["class"] == "govuk-input govuk-input--width-10"
    assert elements.one("input", type="datetime-local")["class"] == "govuk-input govuk-input--width-20"


def test_the_error_summary_links_each_error_to_its_field():
    form = Plan({"on": "gisteren"})
    form.add_error(None, "Samen klopt het niet.")
    html = render('<c-error-summary :form="form" />', form=form)
    links = re.findall(r'href="#([^"]+)"', html)
    fields = {attrs.get("id") for _tag, attrs in Elements(render("{{ form }}", form=form)).found}
    assert set(links) <= fields
    assert {"id_title", "id_kind_0", "id_themes_0", "id_on"} <= set(links)
    assert "<li>Samen klopt het niet.</li>" in html


def test_without_errors_there_is_no_summary():
    assert render('<c-error-summary :form="form" />', form=Plan()) == ""


def test_a_chart_always_has_its_table():
    html = render(
        '<c-chart-frame title="T"><c-slot name="chart"><svg></svg></c-slot><c-slot name="table"><p>cijfers</p></c-slot></c-chart-frame>'
    )
    assert html.index("<svg>") < html.index("<details") < html.index("cijfers")
