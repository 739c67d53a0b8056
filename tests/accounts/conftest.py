import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories.accounts import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def sign_in(client):
    def sign_in(person, password=PASSWORD, **extra):
        return client.post(reverse("account_login"), {"login": person.email, "password": password, **extra})

    return sign_in


@pytest.fixture
def code_in_mail(mailoutbox):
    def code_in_mail():
        return re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.MULTILINE)[1]

    return code_in_mail
