"""What the rooms hand up: every app's waiting and find modules, gathered once."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import module_has_submodule

from innovet.accounts.models import User
from innovet.kit.contributions import MOST_FOUND, Found, Waiting


@cache
def _contributions(module: str, function: str) -> tuple[Callable[..., list[Any]], ...]:
    """The named function of every app that has the module, in the order of the apps."""
    return tuple(
        getattr(import_module(f"{config.name}.{module}"), function)
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, module)
    )


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    """All that asks an action of a person, most urgent first; what has no day comes last."""
    found: list[Waiting] = [item for ask in _contributions("waiting", "waiting_for") for item in ask(user, at=at)]
    return sorted(found, key=lambda item: item.due_on or date.max)


def find(user: User | AnonymousUser, words: str) -> list[Found]:
    """What each room shows this person for these words, a few per room."""
    return [hit for ask in _contributions("find", "find") for hit in ask(user, words)[:MOST_FOUND]]
