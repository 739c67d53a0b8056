"""File names made safe to keep, show and send back."""

import re
import unicodedata

LONGEST = 150
_FORBIDDEN = re.compile(r'[<>:"|?*]+')


def safe_name(name: str) -> str:
    """The last part of a path without control, bidirectional or invisible marks, at most 150 characters.

    The extension is kept; a name of which nothing remains becomes "bestand".
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(
        " " if unicodedata.category(mark) in {"Zs", "Zl", "Zp"} else mark
        for mark in unicodedata.normalize("NFC", last)
        if not unicodedata.category(mark).startswith("C")
    )
    words = " ".join(_FORBIDDEN.sub("_", kept).split()).lstrip(". ").rstrip(". ")
    stem, dot, extension = words.rpartition(".")
    if not dot:
        return words[:LONGEST] or "bestand"
    extension = extension[:20]
    return f"{stem[: LONGEST - len(extension) - 1].rstrip('. ') or 'bestand'}.{extension}"


def extension_of(name: str) -> str:
    """What follows the last dot, in lower case; empty without a dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
