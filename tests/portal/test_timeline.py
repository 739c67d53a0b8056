import datetime
from zoneinfo import ZoneInfo

from innovet.accounts.models import Move
from innovet.portal.templatetags.page_parts import target_label
from tests.portal.test_components import render


def a_log():
    """Any log of moves in the house."""
    return next(iter(Move.__subclasses__()))


def test_a_move_reads_as_the_state_it_led_to():
    log = a_log()
    value, label = log.subject.field.related_model.state.field.flatchoices[0]
    assert target_label(log(target=value)) == str(label)
    assert target_label(log(target="onbekend")) == "onbekend"


def test_a_timeline_shows_when_and_why():
    log = a_log()
    at = datetime.datetime(2026, 3, 1, 17, tzinfo=ZoneInfo("Europe/Brussels"))
    html = render(
        '<c-timeline label="Verloop" :moves="moves" />', moves=[log(target="x", at=at, reason="Alles is er.")]
    )
    assert '<ol class="timeline" aria-label="Verloop">' in html
    assert 'datetime="2026-03-01T17:00:00+01:00"' in html
    assert "Alles is er." in html
