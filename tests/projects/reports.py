"""Reports as the tests of projects fill them in."""

import datetime
from decimal import Decimal

from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import QuestionKind
from projects.domain import reports
from projects.models import Report
from tests.factories.accounts import UserFactory

AT = datetime.datetime(2027, 1, 20, 9, tzinfo=datetime.UTC)
ANSWERS = {
    QuestionKind.LONG_TEXT: "Een antwoord.",
    QuestionKind.NUMBER: Decimal(12),
    QuestionKind.MONEY: 100,
    QuestionKind.YES_NO: True,
}


def fill(report):
    values = {question.pk: ANSWERS[question.kind] for question in report.sheet.questions.values()}
    save_answers(report.sheet, values, revision=report.sheet.revision, by=None, at=AT)


def handed_in(report):
    fill(report)
    reports.hand_in_report(report, by=UserFactory(), at=AT)
    return Report.objects.get(pk=report.pk)
