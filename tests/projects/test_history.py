import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation
from projects.domain.history import import_history
from projects.domain.history_file import COLUMNS, HistoryRefused, decode
from projects.enums import ProjectState
from projects.models import Consortium, Cycle, Project, Theme
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC)
FILE = Path(__file__).resolve().parents[2] / "projects/data/history.csv"
HEADER = ";".join(COLUMNS)
LINE = "2019-2020;VTI;Torhout;West-Vlaanderen;Slimme School;Industrie 4.0;VIVES|Howest;14000;https://example.be/x;certain;note"


def bring(*lines, **options):
    return import_history("\n".join([HEADER, *lines]), at=AT, **options)


def with_cell(column, value):
    cells = LINE.split(";")
    cells[COLUMNS.index(column)] = value
    return ";".join(cells)


def everything():
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Cycle, Theme, Organisation, Consortium, Project)
    }


def test_the_recorded_projects_come_in_with_their_facts_only():
    report = import_history(decode(FILE.read_bytes()), at=AT)
    assert (report.added, report.errors) == (4, [])
    torhout = Project.objects.get(title="Slimme School 2.0")
    assert (torhout.state, torhout.grant_cents, torhout.summary) == (ProjectState.CLOSED, 1_400_000, "")
    assert (torhout.cycle.name, torhout.theme.name) == ("2019-2020", "Industrie 4.0")
    assert (torhout.lead_school.kind, torhout.lead_school.municipality) == (OrganisationKind.SCHOOL, "Torhout")
    assert [member.organisation.name for member in torhout.consortium.members.all()] == ["VIVES", "Howest (MCT)"]
    assert torhout.source_certainty == "certain"


def test_what_the_source_does_not_tell_stays_unknown():
    import_history(decode(FILE.read_bytes()), at=AT)
    savr = Project.objects.get(title="SAVR (Safety in VR)")
    assert (savr.lead_school, savr.grant_cents, savr.province) == (None, None, "")
    assert not savr.consortium.members.exists()


def test_the_same_file_again_changes_nothing():
    text = decode(FILE.read_bytes())
    import_history(text, at=AT)
    before = everything()
    report = import_history(text, at=AT + datetime.timedelta(days=1))
    assert (report.added, report.changed, report.unchanged) == (0, 0, 4)
    assert everything() == before


def test_a_corrected_line_brings_the_facts_up_to_date():
    bring(LINE)
    report = bring(with_cell("amount_eur", "13900,50"), with_cell("partners", "VIVES|Howest|UCLL"))
    assert (report.added, report.changed) == (0, 2)
    project = Project.objects.get()
    assert (project.grant_cents, project.consortium.members.count()) == (1_400_000, 3)


def test_a_dry_run_keeps_nothing():
    report = bring(LINE, dry_run=True)
    assert report.added == 1
    assert not any(everything().values())


def test_a_known_school_and_partner_are_found_whatever_the_capitals():
    school = OrganisationFactory(name="vti", municipality="TORHOUT")
    partner = OrganisationFactory(company=True, name="Vives")
    bring(LINE)
    project = Project.objects.get()
    assert project.lead_school == school
    assert partner.pk in project.consortium.members.values_list("organisation_id", flat=True)


def test_a_school_is_never_its_own_partner_nor_a_partner_twice():
    bring(with_cell("partners", "VTI|VIVES|vives"))
    assert [member.organisation.name for member in Project.objects.get().consortium.members.all()] == ["VIVES"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("cycle", "2019", "geen schooljaar"),
        ("cycle", "2019-2021", "geen schooljaar"),
        ("title", "", "is leeg"),
        ("title", "x" * 201, "te lang"),
        ("public_address", "", "is leeg"),
        ("public_address", "javascript:alert(1)", "geen webadres"),
        ("province", "Holland", "geen provincie"),
        ("amount_eur", "veel", "geen bedrag"),
        ("amount_eur", "-5", "geen bedrag"),
        ("amount_eur", "1,005", "geen bedrag"),
        ("amount_eur", "NaN", "geen bedrag"),
        ("amount_eur", "1e99", "geen bedrag"),
        ("partners", "x" * 201, "te lang"),
        ("note", "a\0b", "onleesbare tekens"),
        ("note", "a;b", "12 kolommen"),
    ],
)
def test_a_wrong_line_is_named_and_leaves_nothing_behind(column, value, words):
    report = bring("", with_cell(column, value))
    (error,) = report.errors
    assert error[0] == 3
    assert words in error[1]
    assert not any(everything().values())


def test_a_sound_line_comes_in_beside_a_wrong_one():
    report = bring(with_cell("cycle", "x"), LINE)
    assert (report.added, [number for number, _words in report.errors]) == (1, [2])


def test_a_field_without_an_end_stops_the_reading():
    report = bring('"' + "x" * 140_000)
    assert "De rest" in report.errors[0][1]


def test_other_columns_are_refused():
    with pytest.raises(HistoryRefused, match="kolommen"):
        import_history("a;b\n1;2", at=AT)
    with pytest.raises(HistoryRefused):
        import_history("", at=AT)


def test_the_command_reports_in_dutch(tmp_path, capsys):
    path = tmp_path / "history.csv"
    path.write_text("\ufeff" + HEADER + "\r\n" + LINE + "\r\n" + with_cell("cycle", "x"), encoding="utf-8")
    with pytest.raises(CommandError, match="regel 3: “x” is geen schooljaar"):
        call_command("import_history", path)
    assert "1 toegevoegd" in capsys.readouterr().out
    path.write_text(HEADER + "\n" + LINE, encoding="utf-8")
    call_command("import_history", path, "--dry-run")
    assert "proefronde" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"a;b\n"])
def test_the_command_refuses_another_kind_of_file(tmp_path, content):
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_history", path)


def test_the_command_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="kan niet gelezen worden"):
        call_command("import_history", tmp_path / "absent.csv")
