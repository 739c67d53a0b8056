import ast
import re

from tests.architecture.source import PACKAGES, ROOT, name, python_files, templates, text, tree

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
# Written this way so that the pattern does not find itself.
LEFT_OVER = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r"|\blorem ipsum\b")


def own_assets():
    static = ROOT / "static"
    return [path for path in static.rglob("*") if path.suffix in {".css", ".js"} and "vendor" not in path.parts]


def test_no_file_is_longer_than_400_lines():
    files = [*python_files(*PACKAGES, "tests"), *templates(), *own_assets()]
    long = {name(path): lines for path in files if (lines := text(path).count("\n")) > LONGEST_FILE}
    assert not long


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {length} lines"
        for path in python_files(*PACKAGES, "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


def test_nothing_is_left_for_later():
    files = [*python_files(*PACKAGES, "tests"), *templates(), *own_assets()]
    found = [
        f"{name(path)}:{number}"
        for path in files
        for number, line in enumerate(text(path).splitlines(), 1)
        if LEFT_OVER.search(line)
    ]
    assert not found


def test_there_is_no_room_for_odds_and_ends():
    banned = {"services", "selectors", "utils", "helpers", "managers"}
    assert not [name(path) for path in python_files(*PACKAGES) if banned & {path.stem, *path.parent.parts}]


def test_every_module_says_in_one_line_what_it_holds():
    silent = [
        name(path) for path in python_files(*PACKAGES) if text(path).strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent
