from django.core.management import call_command

from tests.architecture.source import ROOT, text


def test_the_diagrams_of_states_are_in_step():
    call_command("draw_lifecycle", check=True)


def test_the_guide_for_contributors_stays_short():
    assert len(text(ROOT / "CONTRIBUTING.md").splitlines()) <= 120


def test_an_adr_stays_short():
    for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"):
        assert len(text(path).splitlines()) <= 20, path.name


def test_make_help_fits_on_a_screen():
    targets = [line for line in text(ROOT / "Makefile").splitlines() if ":" in line and "## " in line]
    assert 1 <= len(targets) <= 20
