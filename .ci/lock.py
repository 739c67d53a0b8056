"""Pins every package in pyproject.toml, so that no lock file with registry addresses is kept.

Present pins stay as they are; `--upgrade` takes the newest versions that fit together.
"""

import re
import subprocess
import sys
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
PINS = re.compile(r"^constraint-dependencies = \[[^]]*\]$", re.MULTILINE)
EXPORT = ["uv", "export", "--all-groups", "--all-extras", "--no-hashes", "--no-annotate", "--no-header"]


def write(pins: list[str]) -> None:
    """Put the pins in their place; everything else in the file stays."""
    rows = "".join(f'    "{pin}",\n' for pin in pins)
    block = f"constraint-dependencies = [\n{rows}]" if rows else "constraint-dependencies = []"
    PYPROJECT.write_text(PINS.sub(lambda _match: block, PYPROJECT.read_text(encoding="utf-8")), encoding="utf-8")


def resolved() -> list[str]:
    """What uv resolved for every supported Python; a marker stays only where two versions need it."""
    output = subprocess.run([*EXPORT, "--no-emit-project"], check=True, capture_output=True, text=True).stdout
    rows = [re.split(r"\s*;\s*", line.strip(), maxsplit=1) for line in output.splitlines() if "==" in line]
    names = [row[0].split("==")[0] for row in rows]
    return [
        " ; ".join(row).replace('"', "'") if names.count(row[0].split("==")[0]) > 1 else row[0] for row in sorted(rows)
    ]


def main() -> None:
    """Resolve, write, and prove that the pins resolve again."""
    before = PYPROJECT.read_text(encoding="utf-8")
    try:
        if "--upgrade" in sys.argv:
            write([])
            subprocess.run(["uv", "lock", "--upgrade", "--quiet"], check=True)
        pins = resolved()
        write(pins)
        subprocess.run(["uv", "lock", "--quiet"], check=True)
    except subprocess.CalledProcessError as error:
        PYPROJECT.write_text(before, encoding="utf-8")
        raise SystemExit(error.stderr or f"{error.cmd} failed; pyproject.toml is as it was.") from error
    sys.stdout.write(f"{len(pins)} packages pinned\n")


if __name__ == "__main__":
    main()
