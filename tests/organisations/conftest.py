import datetime
from contextlib import ExitStack

import pytest

from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def freeze():
    with ExitStack() as stack:
        yield lambda day: stack.enter_context(
            clock.at(datetime.datetime.fromisoformat(day).replace(hour=12, tzinfo=datetime.UTC))
        )


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    return user


@pytest.fixture
def owner(client):
    owner = MembershipFactory(organisation__name="VTI")
    client.force_login(owner.user)
    return owner
