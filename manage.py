#!/usr/bin/env python
"""Runs the portal's commands; in local mode all state lives in one data folder."""

import os
import sys
from pathlib import Path

LOCAL_COMMANDS = {"start"}


def _data_option(arguments: list[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == "--data" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--data="):
            return argument.removeprefix("--data=")
    return None


def _prepare_environment(arguments: list[str]) -> None:
    """Choose the mode and the data folder before Django reads its settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovet.settings")
    if "INNOVET_MODE" not in os.environ and not os.environ.get("DATABASE_URL"):
        os.environ["INNOVET_MODE"] = "local"
    if arguments and arguments[0] in LOCAL_COMMANDS:
        os.environ.setdefault("INNOVET_MODE", "local")
    data = _data_option(arguments)
    if data:
        os.environ["INNOVET_DATA"] = str(Path(data).expanduser().resolve())
    if os.environ.get("INNOVET_MODE") in {"local", "test"}:
        default = Path(__file__).resolve().parent / "data"
        Path(os.environ.setdefault("INNOVET_DATA", str(default))).mkdir(parents=True, exist_ok=True)


def main() -> None:
    """Hand the command line to Django."""
    _prepare_environment(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
