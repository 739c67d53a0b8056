"""What the architecture tests read: our own source files."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("innovet", "projects", "calls", "valorisation", "network")
# Lower rooms first; rooms of one row are siblings.
LAYERS = (
    ("accounts",),
    ("notifications",),
    ("organisations",),
    ("files",),
    ("questions", "exports"),
    ("projects",),
    ("calls", "valorisation", "network"),
    ("portal",),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Our Python files below the folders, without migrations."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    """Our templates, pages and mails."""
    return tuple(path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())


@cache
def text(path: Path) -> str:
    """The content of a file."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(text(path))


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def room(dotted: str) -> str:
    """The room a module belongs to: its app label."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "innovet" and len(parts) > 1 else parts[0]
