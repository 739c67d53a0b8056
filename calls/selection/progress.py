"""Long computations that tell how far they are and can be stopped."""

from collections.abc import Callable, Iterable, Iterator

type Progress = Callable[[int, int], None]
type IsCancelled = Callable[[], bool]


class Cancelled(Exception):
    """The caller asked to stop; nothing is returned."""


class Steps:
    """Counts steps towards an expected total, tells `progress(done, total)`, and raises Cancelled when asked to."""

    def __init__(self, total: int, progress: Progress | None, cancelled: IsCancelled | None) -> None:
        self.total, self.done = total, 0
        self.progress, self.cancelled = progress, cancelled

    def each[T](self, items: Iterable[T]) -> Iterator[T]:
        """The items, with a step after each; a scan that ends early leaves its steps to `skip`."""
        for item in items:
            if self.cancelled is not None and self.cancelled():
                raise Cancelled
            yield item
            self._step(1)

    def skip(self, to: int) -> None:
        """Count as done what turned out not to be needed, up to step `to`."""
        self._step(to - self.done)

    def _step(self, count: int) -> None:
        self.done += count
        if self.progress is not None and count:
            self.progress(self.done, self.total)
