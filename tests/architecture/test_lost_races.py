"""Two people at once on every act that moves a state: one wins, the other is told, and nothing more happens.

Each room lists its acts in `tests/<room>/lost_races.py`: `RACES` by module and function gives the row and the act, `QUIET`
names what nobody decides. An act that is not listed fails here.
"""

import ast
import importlib

import pytest
from django.db import transaction

from innovet.kit.refused import Refused
from tests.architecture.source import ROOT, tree

ROOMS = {
    "accounts": "innovet/accounts",
    "organisations": "innovet/organisations",
    "projects": "projects",
    "calls": "calls",
    "valorisation": "valorisation",
    "network": "network",
}
LISTS = {room: importlib.import_module(f"tests.{room}.lost_races") for room in ROOMS}
ALL = [(room, act) for room, listed in LISTS.items() for act in listed.RACES]


def moving_acts(path):
    """The public functions of a domain module that move a state, themselves or by a helper beside them."""
    functions = {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef)}
    used = {
        name: {
            call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        for name, node in functions.items()
    }
    moving = {"move_state"}
    while more := {name for name, names in used.items() if names & moving} - moving:
        moving |= more
    return {f"{path.stem}.{name}" for name in moving & set(functions) if not name.startswith("_")} - {
        "moves.move_state"
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_act_that_moves_a_state_is_raced(room):
    found = set().union(*(moving_acts(path) for path in (ROOT / ROOMS[room] / "domain").glob("*.py")))
    listed = LISTS[room]
    assert found == set(listed.RACES) | getattr(listed, "QUIET", set())


@pytest.mark.django_db
@pytest.mark.parametrize(("room", "act"), ALL, ids=[f"{room}.{act}" for room, act in ALL])
def test_of_two_people_at_once_one_wins_and_the_other_is_told(room, act):
    row, do = LISTS[room].RACES[act]()
    mine, theirs = (type(row).objects.get(pk=row.pk) for _person in range(2))
    do(mine)
    standing = type(row).objects.filter(pk=row.pk).values().get()
    moves = list(row.moves.values()) if hasattr(row, "moves") else []
    with pytest.raises(Refused) as told, transaction.atomic():
        do(theirs)
    assert str(told.value)
    assert type(row).objects.filter(pk=row.pk).values().get() == standing
    assert not moves or list(row.moves.values()) == moves
