import pytest

from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.exports.registry import Column, Table, register, unregister
from innovet.kit.verdict import allow_if


def people(user):
    """Everybody for a coordinator, oneself for others."""
    rows = User.objects.order_by("name", "pk").prefetch_related("role_grants")
    return rows if standing_of(user).is_coordinator else rows.filter(pk=user.pk)


def narrow(rows, query):
    return rows.filter(name__icontains=query.get("q", ""))


@pytest.fixture
def table():
    """A list of people that only coordinators may export."""
    table = Table(
        key="people",
        label="Mensen & co",
        columns=[
            Column("Naam", "name"),
            Column("Taal", "language"),
            Column("Rollen", lambda row: len(row.role_grants.all())),
            Column("Actief", "is_active"),
        ],
        queryset=people,
        narrow=narrow,
        may=lambda user: allow_if(standing_of(user).is_coordinator, "Enkel voor coördinatoren."),
    )
    register(table)
    yield table
    unregister("people")
