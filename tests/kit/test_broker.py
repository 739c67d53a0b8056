from queue import Empty

import pytest
from kombu import Connection


@pytest.fixture
def channel(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport="innovet.kit.broker:Transport", transport_options=options) as connection:
        yield connection.default_channel


class Looking:
    """Looks into the queue while it is written itself, as a worker may at that moment."""

    def __init__(self, channel):
        self.channel, self.found_nothing = channel, False

    def __json__(self):
        try:
            self.channel._get("work")
        except Empty:
            self.found_nothing = True
        return "written"


def test_a_message_appears_whole_or_not_at_all(channel):
    looking = Looking(channel)
    channel._put("work", {"body": looking})
    assert looking.found_nothing
    assert channel._get("work") == {"body": "written"}
    with pytest.raises(Empty):
        channel._get("work")


def test_messages_come_to_their_own_queue(channel):
    for number in range(3):
        channel._put("work", {"number": number})
        channel._put("other", {"number": -number})
    assert {channel._get("work")["number"] for _ in range(3)} == {0, 1, 2}
    with pytest.raises(Empty):
        channel._get("work")
    assert channel._get("other")["number"] <= 0
