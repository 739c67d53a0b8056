from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import Resolver404, resolve

from tests.architecture.guard import no_writes
from tests.architecture.matrix import ACTORS, SIGN_IN, builders


def _sign_in(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def _leads_to_sign_in(location):
    try:
        return resolve(urlsplit(location).path).view_name in {settings.LOGIN_URL, "admin:login"}
    except Resolver404:
        return False


class Browser(Client):
    """Django's test client without its record of templates and contexts, which costs more than the pages."""

    def request(self, **request):
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
            return self.handler(self._base_environ(**request))


class Asker:
    """Sends requests as the actors of one world; nothing a request does stays."""

    def __init__(self, world):
        self.world = world
        self.client = Browser()
        self.keys = {actor: _sign_in(user) for actor, user in world.users.items() if user}

    def ask(self, actor, method, path, data=None, headers=None, *, may_write=False):
        """The response to one request; a write by a GET raises."""
        self.client.cookies.clear()
        if actor in self.keys:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[actor]
        cache.clear()
        with transaction.atomic():
            if method == "GET" and not may_write:
                with no_writes():
                    response = self.client.get(path, data, headers=headers)
            else:
                response = getattr(self.client, method.lower())(path, data, headers=headers)
            if response.streaming:
                response.getvalue()  # reads to the end, and the test client closes the file behind it
            transaction.set_rollback(True)
        return response

    def status(self, *args, **kwargs):
        """The status; 401 stands for "sent to the sign-in page"."""
        response = self.ask(*args, **kwargs)
        if response.status_code == 302 and _leads_to_sign_in(response.headers["Location"]):
            return SIGN_IN
        return response.status_code


@pytest.fixture(scope="package")
def asker(django_db_setup, django_db_blocker):
    """The world of the matrix, built once for these tests inside one transaction that never commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = SimpleNamespace(users=dict.fromkeys(ACTORS))
        for build in builders():
            build(world)
        yield Asker(world)
        transaction.set_rollback(True)
