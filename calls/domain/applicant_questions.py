"""The question round of a call: asked until a day, answered to all without names."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls import notices
from calls.models import ApplicantQuestion, Call
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused


class RoundClosed(Refused):
    """The call takes no questions, or not any more."""


def ask_question(call: Call, text: str, *, by: User, at: datetime) -> ApplicantQuestion:
    """Ask something about a published call; refuses without a question round and after its last day."""
    if not call.takes_questions_at(at):
        raise RoundClosed(_("Questions about this call are not taken now."))
    return call.applicant_questions.create(text=text.strip(), asked_by=by, asked_at=at)


@transaction.atomic
def answer_question(question: ApplicantQuestion, *, published_text: str, answer: str, by: User, at: datetime) -> None:
    """Publish question and answer without the name of who asked, and mail that person.

    Refuses an empty text, and a question that somebody answered meanwhile.
    """
    if not (published_text.strip() and answer.strip()):
        raise Refused(_("Give the question as published and the answer."))
    unanswered = ApplicantQuestion.objects.filter(pk=question.pk, answered_at=None)
    written = {"published_text": published_text.strip(), "answer": answer.strip(), "answered_by": by, "answered_at": at}
    if unanswered.update(**written) != 1:
        raise LostRace(_("Somebody answered this question just before you."))
    question.refresh_from_db()
    notices.tell_answer(question, at=at)
