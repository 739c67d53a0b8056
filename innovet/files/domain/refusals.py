"""Why a file is not taken."""

from innovet.kit.refused import Refused


class FileRefused(Refused):
    """This file cannot be stored; the message says why and what to do."""
