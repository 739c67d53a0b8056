import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innovet.education import Network, Province
from innovet.organisations.domain.school_file import NotASchoolList, decode, read_rows
from innovet.organisations.domain.school_list import Outcome, import_schools
from innovet.organisations.enums import OrganisationKind
from innovet.organisations.models import Organisation, SchoolNumber
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory, SchoolNumberFactory

SAMPLE = Path(__file__).parent / "data" / "schools.csv"
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
HEADER = "schoolnummer;naam;postcode;gemeente;net;einddatum\r"


def bring(text, **options):
    return import_schools(text, at=NOW, **options)


def sample():
    return decode(SAMPLE.read_bytes())


def outcomes(report):
    return {line.line: line.outcome.value for line in report.lines}


def school(number):
    return Organisation.objects.get(school_numbers__number=number)


def test_the_sample_looks_like_the_government_list():
    content = SAMPLE.read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in content
    assert content.count(b"\r") > 10


@pytest.mark.django_db
def test_each_line_of_the_list_is_reported():
    assert outcomes(bring(sample())) == {
        2: "added",
        3: "added",
        4: "added",
        5: "error",
        6: "error",
        7: "error",
        8: "added",
        9: "error",
        10: "error",
        12: "skipped",
        13: "added",
    }


@pytest.mark.django_db
def test_a_school_comes_in_with_its_board_network_and_place():
    bring(sample())

    kring = school("012345")
    assert (kring.name, kring.street, kring.municipality) == ('Demo VTI "De Kring"', "Kringlaan 1", "Torhout")
    assert (kring.network, kring.province) == (Network.FREE, Province.WEST_FLANDERS)
    assert (kring.lambert_x, kring.lambert_y) == (55012, 196543)
    assert kring.website == "https://www.demo-vti.example"
    assert (kring.board.kind, kring.board.enterprise_number) == (OrganisationKind.BOARD, "0891813446")
    assert kring.school_community.name == "Demo SG Houtland"
    assert kring.ended_on is None
    assert school("123456").street == "Dorp 2 bus 3"


@pytest.mark.django_db
def test_a_school_with_an_end_date_is_closed():
    bring(sample())

    ended = school("234567")
    assert ended.ended_on == datetime.date(2022, 8, 31)
    assert (ended.network, ended.province, ended.lambert_x) == (Network.OVSG, Province.BRUSSELS, None)
    assert school("567890").ended_on is None


@pytest.mark.django_db
def test_a_second_run_changes_nothing():
    bring(sample())
    before = list(Organisation.objects.order_by("pk").values())

    report = bring(sample())

    assert list(Organisation.objects.order_by("pk").values()) == before
    assert report.count(Outcome.UNCHANGED) == 5
    assert report.count(Outcome.ADDED) == report.count(Outcome.CHANGED) == 0


@pytest.mark.django_db
def test_a_dry_run_tells_the_same_and_keeps_nothing():
    dry = bring(sample(), dry_run=True)

    assert not Organisation.objects.exists()
    assert dry.lines == bring(sample()).lines


@pytest.mark.django_db
def test_columns_may_stand_in_any_order_and_most_may_be_missing():
    bring("Naam;Overbodig;INSTELLINGSNUMMER\nDemoschool;x;54321\n")

    assert school("054321").name == "Demoschool"
    assert school("054321").kind == OrganisationKind.SCHOOL


@pytest.mark.django_db
def test_a_file_without_numbers_is_refused():
    with pytest.raises(NotASchoolList, match="schoolnummer"):
        bring("naam;straat\nx;y\n")
    with pytest.raises(NotASchoolList):
        bring("")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_is_read(end):
    rows = dict(read_rows(f"schoolnummer;naam{end}12345;A{end}12346;B{end}"))

    assert [row.name for row in rows.values()] == ["A", "B"]


def test_a_cell_may_span_lines():
    rows = dict(read_rows('schoolnummer;naam\r12345;"A\rB"\r12346;C\r'))

    assert {line: row.name for line, row in rows.items()} == {2: "A B", 4: "C"}


def test_control_characters_are_dropped_and_old_code_pages_read():
    assert [row.name for _, row in read_rows("schoolnummer;naam\r12345;A\x00B\r")] == ["A B"]
    assert decode("café".encode("cp1252")) == "café"


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ("Gemeenschapsonderwijs", Network.GO),
        ("GO! onderwijs van de Vlaamse Gemeenschap", Network.GO),
        ("Officieel gesubsidieerd onderwijs", Network.OFFICIAL),
        ("Officieel gesubsidieerd, gemeentelijk", Network.OVSG),
        ("Officieel gesubsidieerd, provinciaal", Network.POV),
        ("Vrij gesubsidieerd onderwijs", Network.FREE),
        ("Vrij gesubsidieerd, katholiek", Network.CATHOLIC),
        ("OKO", Network.OKO),
        ("Marsnet", ""),
        ("", ""),
    ],
)
def test_networks_are_recognised(told, network):
    ((_, row),) = read_rows(f"schoolnummer;naam;net\r12345;A;{told}\r")

    assert row.network == network
    assert bool(row.remarks) == (told == "Marsnet")


def test_the_province_follows_from_the_postal_code_when_the_list_does_not_say():
    ((_, row),) = read_rows("schoolnummer;naam;postcode\r12345;A;1000\r")

    assert row.address["province"] == Province.BRUSSELS


@pytest.mark.parametrize(
    "told", ["31/8/2022", "2022-08-31", "31-08-2022", "31.08.2022", "20220831", "31/08/2022 00:00"]
)
def test_dates_are_read_as_people_write_them(told):
    ((_, row),) = read_rows(f"schoolnummer;naam;einddatum\r12345;A;{told}\r")

    assert row.ended_on == datetime.date(2022, 8, 31)


@pytest.mark.django_db
def test_an_empty_cell_erases_nothing_and_the_own_website_stays():
    number = SchoolNumberFactory(number="012345", organisation__website="https://eigen.example")
    bring("schoolnummer;naam;gemeente;website\r12345;Nieuwe naam;;www.ander.example\r")

    number.organisation.refresh_from_db()
    assert number.organisation.name == "Nieuwe naam"
    assert number.organisation.municipality == "Aalst"
    assert number.organisation.website == "https://eigen.example"


@pytest.mark.django_db
def test_a_network_known_more_precisely_stays():
    SchoolNumberFactory(number="012345", organisation__network=Network.CATHOLIC)
    SchoolNumberFactory(number="012346", organisation__network=Network.POV)
    SchoolNumberFactory(number="012347", organisation__network=Network.GO)
    bring("schoolnummer;naam;net\r12345;A;vrij\r12346;B;officieel\r12347;C;vrij\r")

    assert [school(number).network for number in ("012345", "012346", "012347")] == [
        Network.CATHOLIC,
        Network.POV,
        Network.FREE,
    ]


@pytest.mark.django_db
def test_a_school_ends_only_when_all_its_numbers_have_ended():
    first = SchoolNumberFactory(number="012345")
    SchoolNumberFactory(number="054321", organisation=first.organisation)
    lines = "12345;A;;;;31/08/2020\r54321;A;;;;{end}\r"

    report = bring(HEADER + lines.format(end=""))
    assert outcomes(report) == {2: "skipped", 3: "changed"}
    first.organisation.refresh_from_db()
    first.refresh_from_db()
    assert (first.ended_on, first.organisation.ended_on) == (datetime.date(2020, 8, 31), None)

    report = bring(HEADER + lines.format(end="31/08/2021"))
    first.organisation.refresh_from_db()
    assert first.organisation.ended_on == datetime.date(2021, 8, 31)
    assert Outcome.CLOSED in {line.outcome for line in report.lines}


@pytest.mark.django_db
def test_the_order_of_two_numbers_of_one_school_does_not_matter():
    first = SchoolNumberFactory(number="012345")
    SchoolNumberFactory(number="054321", organisation=first.organisation)
    lines = ["12345;Een;;;;", "54321;Twee;;;;"]
    bring(HEADER + "\r".join(lines))

    assert bring(HEADER + "\r".join(reversed(lines))).count(Outcome.CHANGED) == 0
    assert school("054321").name == "Een"


@pytest.mark.django_db
def test_of_two_periods_of_one_number_the_one_that_lasts_counts():
    report = bring(HEADER + "12345;Oud;;;;31/08/2010\r12345;Nieuw;;;;\r")

    assert outcomes(report) == {2: "skipped", 3: "added"}
    assert (school("012345").name, school("012345").ended_on) == ("Nieuw", None)


@pytest.mark.django_db
def test_an_ended_school_reopens_but_a_merged_one_does_not():
    ended = SchoolNumberFactory(number="012345", organisation__ended=True).organisation
    successor = OrganisationFactory()
    merged = SchoolNumberFactory(
        number="012346", organisation__ended=True, organisation__successor=successor
    ).organisation

    report = bring(HEADER + "12345;A;;;;\r12346;B;;;;\r")

    ended.refresh_from_db()
    merged.refresh_from_db()
    assert outcomes(report) == {2: "reopened", 3: "changed"}
    assert (ended.ended_on, merged.ended_on) == (None, datetime.date(2020, 8, 31))


@pytest.mark.django_db
def test_a_list_without_end_dates_reopens_nothing():
    ended = SchoolNumberFactory(number="012345", organisation__ended=True).organisation
    bring("schoolnummer;naam\r12345;A\r")

    ended.refresh_from_db()
    assert ended.ended_on is not None


@pytest.mark.django_db
def test_a_school_known_by_name_and_town_gets_its_number_instead_of_a_double():
    known = OrganisationFactory(name="VTI Sint-Jan", municipality="Torhout", added_by=UserFactory())
    OrganisationFactory(name="VTI Sint-Jan", municipality="Gent")
    report = bring(HEADER + "12345;V.T.I. Sint Jan;8820;Torhout;;\r12346;VTI Sint Jan;8820;Torhout;;\r")

    known.refresh_from_db()
    assert school("012346") == known
    assert not known.is_unchecked
    assert outcomes(report) == {2: "added", 3: "changed"}


@pytest.mark.django_db
def test_a_demo_school_is_never_taken_for_a_real_one():
    demo = OrganisationFactory(name="VTI", municipality="Torhout", is_demo=True)
    bring(HEADER + "12345;VTI;8820;Torhout;;\r")

    assert school("012345") != demo


@pytest.mark.django_db
def test_boards_are_told_apart_by_their_number():
    named = OrganisationFactory(board=True, name="Bestuur")
    bring(
        "schoolnummer;naam;bestuur;kbo\r12345;A;Bestuur;0891.813.446\r12346;B;Bestuur;0353.456.320\r12347;C;Anders;891813446\r"
    )

    named.refresh_from_db()
    assert named.enterprise_number == "0891813446"
    assert school("012345").board == school("012347").board == named
    assert school("012346").board.enterprise_number == "0353456320"


@pytest.mark.django_db
def test_a_wrong_number_of_a_board_is_a_remark_not_an_error():
    report = bring("schoolnummer;naam;bestuur;kbo\r12345;A;Bestuur;0891.813.447\r")

    assert "0891.813.447" in report.lines[0].text
    assert school("012345").board.enterprise_number == ""


def many(count, name="Demo"):
    rows = (
        f"{100_000 + n};{name} {n};Straat;{n};8000;Brugge;Bestuur {n % 40};31/08/{2020 + n % 5}" for n in range(count)
    )
    return "schoolnummer;naam;straat;huisnummer;postcode;gemeente;bestuur;einddatum\r" + "\r".join(rows)


def statements(text):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        bring(text)
    return len(captured)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Demo", "Anders"])
def test_statements_grow_by_a_constant_per_500_lines(name):
    bring(many(1500))
    Organisation.objects.filter(kind="school", name__endswith="7").delete()
    counts = [statements(many(count, f"{name} {count}")) for count in (499, 999, 1499)]

    assert counts[2] - counts[1] == counts[1] - counts[0]
    assert counts[0] <= 20


@pytest.mark.django_db
def test_unlisted_numbers_are_counted_and_stay():
    SchoolNumberFactory(number="999999")
    report = bring(HEADER + "12345;A;;;;\r")

    assert report.unlisted == 1
    assert SchoolNumber.objects.get(number="999999").ended_on is None


@pytest.mark.django_db
def test_the_command_reports_in_dutch(capsys):
    call_command("import_schools", str(SAMPLE), "--dry-run")
    told = capsys.readouterr().out

    assert 'regel 2: toegevoegd: 012345 Demo VTI "De Kring"' in told
    assert "regel 5: fout: Een schoolnummer heeft zes cijfers" in told
    assert "Proefronde: er is niets gewijzigd." in told
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_command_refuses_what_is_no_school_list(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_schools", str(tmp_path / "none.csv"))
    (tmp_path / "other.csv").write_text("a;b\r1;2\r")
    with pytest.raises(CommandError, match="kolom"):
        call_command("import_schools", str(tmp_path / "other.csv"))
