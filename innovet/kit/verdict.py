"""The answer of a permission: yes, or no with the reason a person may read."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is allowed; a refusal always has a reason.

    Verdicts join by `and`: the first refusal is the answer.
    """

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(reason: str | Promise) -> Verdict:
    """A refusal with its reason."""
    return Verdict(allowed=False, reason=reason)


def allow_if(condition: object, reason: str | Promise) -> Verdict:
    """Yes when the condition holds, otherwise no with the reason."""
    return YES if condition else no(reason)
