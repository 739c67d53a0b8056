"""Words for the values of closed lists."""

from collections.abc import Callable

from django.db.models import Model, TextChoices


def display(name: str, choices: type[TextChoices]) -> Callable[[Model], str]:
    """A get_..._display that looks its one word up.

    Django's own translates and hashes the whole list of choices for every row: a fifth of the time of a list.
    """

    def get_display(row: Model) -> str:
        value = getattr(row, name)
        return str(choices(value).label) if value in choices else str(value)

    return get_display
