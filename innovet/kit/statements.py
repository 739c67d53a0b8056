"""Statements that are put together once: for pages that everybody opens, that takes longer than asking them."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Blank(Expression):
    """A place in a statement, filled in by name each time it is asked."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_compiler: Any, **_context: Any) -> Any:
        """Stand among the parameters."""
        return "%s", [self]


class Statement:
    """The rows of `build`, a queryset over blanks of the same names; the values come raw from the database.

    CLAIMS = Statement(lambda user: Membership.objects.filter(user=user).values_list("role"), user=BigIntegerField())
    CLAIMS.ask(user=3)
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Any]]", **blanks: "Field[Any, Any]") -> None:
        self.build, self.blanks = build, blanks
        self.whole: tuple[str, tuple[Any, ...]] | None = None

    def forget(self) -> None:
        """Put it together anew at the next question."""
        self.whole = None

    def ask(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows for these values; one statement."""
        sql, parameters = self.whole = self.whole or self._put_together()
        with connection.cursor() as cursor:
            cursor.execute(sql, [_filled(parameter, given) for parameter in parameters])
            return list(cursor.fetchall())

    def _put_together(self) -> tuple[str, tuple[Any, ...]]:
        blanks = {name: Blank(name, field) for name, field in self.blanks.items()}
        sql, parameters = self.build(**blanks).query.get_compiler(connection=connection).as_sql()
        return sql, tuple(parameters)


def _filled(parameter: object, given: dict[str, object]) -> Any:
    if isinstance(parameter, Blank):
        return parameter.output_field.get_db_prep_value(given[parameter.name], connection)
    return parameter
