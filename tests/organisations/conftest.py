import datetime
from contextlib import ExitStack

import pytest

from innovet.kit import clock


@pytest.fixture
def freeze():
    with ExitStack() as stack:
        yield lambda day: stack.enter_context(
            clock.at(datetime.datetime.fromisoformat(day).replace(hour=12, tzinfo=datetime.UTC))
        )
