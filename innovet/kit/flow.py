"""State machines as data: which state may follow which."""

from collections.abc import Iterator, Mapping

from django.db.models import TextChoices


class Flow[S: TextChoices](Mapping[S, frozenset[S]]):
    """A table of allowed moves; every state of the enumeration has a row."""

    def __init__(self, moves: Mapping[S, frozenset[S]]) -> None:
        states = set(type(next(iter(moves))))
        if missing := states - set(moves):
            raise ValueError(f"These states have no row in the flow: {', '.join(sorted(str(s) for s in missing))}")
        self._moves = dict(moves)

    def __getitem__(self, state: S) -> frozenset[S]:
        return self._moves[state]

    def __iter__(self) -> Iterator[S]:
        return iter(self._moves)

    def __len__(self) -> int:
        return len(self._moves)

    def allows(self, source: str, target: str) -> bool:
        """Tell whether a row in source may move to target."""
        return any(target == state for state in self._moves.get(source, ()))  # type: ignore[call-overload]

    @property
    def finals(self) -> frozenset[S]:
        """The states that nothing follows."""
        return frozenset(state for state, targets in self._moves.items() if not targets)
