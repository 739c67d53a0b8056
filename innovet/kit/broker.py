"""The queue of local mode: messages as files, each of which appears whole."""

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's channel writes a message under its final name, where the worker may read it half or empty and end."""

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out) / f"{name}.part"
        draft.write_text(dumps(payload), encoding="utf-8")  # type: ignore[no-untyped-call]
        draft.rename(draft.with_name(name))


class Transport(filesystem.Transport):
    """Files, by our channel."""

    Channel = Channel
