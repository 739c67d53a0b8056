"""What changed between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\S+\s*|\s+")
# Comparing takes a step for each pair of equal words; texts with more stand one after the other.
MOST_COMPARED = 400_000


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, came or went."""

    change: Change
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order: what stayed and went makes `before`, what stayed and came `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _compare(old[start : len(old) - end], new[start : len(new) - end])
    return [
        Piece(change, text)
        for change, words in [
            (Change.SAME, old[:start]),
            *middle,
            (Change.SAME, old[len(old) - end :] if end else []),
        ]
        if (text := "".join(words))
    ]


def _common(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _compare(old: list[str], new: list[str]) -> Iterator[tuple[Change, list[str]]]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_COMPARED:
        yield from ((Change.REMOVED, old), (Change.ADDED, new))
        return
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change.SAME, old[first:last]
        else:
            yield from ((Change.REMOVED, old[first:last]), (Change.ADDED, new[start:end]))
