import ast

from tests.architecture.source import PACKAGES, ROOT, name, python_files, tree

PURE_OF_TIME = {"domain", "permissions", "notices", "enums", "forms", "filters"}


def imports(path):
    """Every name a file imports, dotted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path):
    """Every call of a method, as (name of the object, name of the method)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield getattr(node.func.value, "id", ""), node.func.attr


def part(path):
    """The part of its app that a file belongs to: domain, views, models ..."""
    package, *inner = path.relative_to(ROOT).with_suffix("").parts
    inner = inner[1:] if package == "innovet" else inner
    return inner[0] if inner else ""


def files_of(*wanted):
    return [path for path in python_files(*PACKAGES) if part(path) in wanted]


def test_time_enters_at_the_edge_only():
    late = [name(path) for path in files_of(*PURE_OF_TIME) if "innovet.kit.clock" in set(imports(path))]
    assert not late, "Take at= as an argument"


def test_a_permission_asks_nothing_of_the_database():
    for path in files_of("permissions"):
        reads = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        assert not reads & {"objects", "filter", "exists", "count"}, name(path)
        assert not [imported for imported in imports(path) if imported.startswith("django.http")], name(path)


def test_only_notices_write_messages():
    writers = [
        name(path)
        for path in python_files(*PACKAGES)
        if "innovet.notifications.domain.outbox.post_message" in set(imports(path)) and part(path) != "notices"
    ]
    # The outbox's own room answers accounts, which lies below it and cannot post.
    assert [writer for writer in writers if writer != "innovet/notifications/receivers.py"] == []


def test_a_view_never_saves_a_form():
    assert not [name(path) for path in files_of("views") if ("form", "save") in set(calls(path))]


def test_a_view_leaves_writing_to_the_domain():
    writing = {"bulk_create", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}
    assert not [
        f"{name(path)}: {method}" for path in files_of("views") for _, method in calls(path) if method in writing
    ]
