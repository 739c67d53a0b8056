import ast

import pytest
from django.apps import apps
from django.db import models

from innovet.accounts.models import Move
from innovet.kit.flow import Flow
from tests.architecture.source import PACKAGES, RANK, name, python_files, tree

# A state without a log of moves, with the reason.
WITHOUT_LOG = {"notifications.Message": "a message in the outbox notes its own attempts"}
# Who may write a state; the outbox and the export jobs are claimed by compare-and-swap in their own domain.
WRITERS = ("innovet/accounts/domain/moves.py", "innovet/notifications/domain/", "innovet/exports/domain/")


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


def with_state():
    return [model for model in own_models() if any(field.name == "state" for field in model._meta.local_fields)]


def links():
    """Every relation between two of our models that stand in different rooms."""
    for model in own_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target and target._meta.app_label in RANK and target._meta.app_label != model._meta.app_label:
                yield field, model._meta.app_label, target._meta.app_label


def test_foreign_keys_point_down_only():
    assert not [str(field) for field, source, target in links() if RANK[target] >= RANK[source]]


def test_a_foreign_key_to_a_lower_room_leaves_no_name_there():
    named = [str(field) for field, *_ in links() if not (field.remote_field.related_name or "").endswith("+")]
    assert not named, 'Say related_name="+"'


def test_every_room_has_its_place_in_the_order():
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES}
    assert ours == set(RANK)


@pytest.mark.parametrize("model", with_state(), ids=lambda model: model._meta.label)
def test_a_state_is_guarded(model):
    state = model._meta.get_field("state")
    assert not state.editable
    assert isinstance(model.FLOW, Flow), "FLOW says which moves are allowed"
    assert {value for value, _label in state.choices} == {str(value) for value in model.FLOW}
    assert not state.has_default() or state.default in model.FLOW
    if model._meta.label not in WITHOUT_LOG:
        log = model._meta.get_field("moves").related_model
        assert issubclass(log, Move)
        assert log._meta.get_field("subject").remote_field.related_name == "moves"


def test_only_move_state_writes_a_state():
    writers = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(tree(path)):
            is_assigned = isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
            is_updated = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and any(keyword.arg == "state" for keyword in node.keywords)
            )
            if is_assigned or is_updated:
                writers.append(name(path))
    assert not [writer for writer in writers if not writer.startswith(WRITERS)]


def test_there_is_a_constraint_for_each_model_on_average():
    counted = [model for model in own_models() if not issubclass(model, Move)]
    constraints = sum(
        len(model._meta.constraints) + sum(field.unique and not field.primary_key for field in model._meta.local_fields)
        for model in counted
    )
    assert constraints >= len(counted), f"{constraints} constraints for {len(counted)} models"


def test_every_constraint_tells_a_person_what_is_wrong():
    dumb = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert not dumb, "Say violation_error_message"


def test_no_field_takes_the_time_by_itself():
    automatic = [
        str(field)
        for model in own_models()
        for field in model._meta.local_fields
        if isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add)
    ]
    assert not automatic


def test_no_order_follows_a_foreign_key_by_itself():
    """`call` would join the calls and sort by their whole order in every statement; `call_id` sorts by the column."""
    followed = [
        f"{model._meta.label}: {term}"
        for model in own_models()
        for term in model._meta.ordering
        if isinstance(term, str)
        and term.strip("-") in {field.name for field in model._meta.fields if field.is_relation}
    ]
    assert not followed
