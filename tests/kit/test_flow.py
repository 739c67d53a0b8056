import pytest
from django.db.models import TextChoices

from innovet.kit.flow import Flow


class Light(TextChoices):
    RED = "red"
    GREEN = "green"


def test_flow_allows_only_what_stands_in_its_table():
    flow = Flow[Light]({Light.RED: frozenset({Light.GREEN}), Light.GREEN: frozenset()})
    assert flow.allows("red", Light.GREEN)
    assert not flow.allows("green", Light.RED)
    assert flow.finals == {Light.GREEN}


def test_flow_refuses_a_table_that_forgets_a_state():
    with pytest.raises(ValueError, match="green"):
        Flow[Light]({Light.RED: frozenset()})
