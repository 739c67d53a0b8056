from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from calls.models import Addendum, BudgetRule, parts_of
from innovet.education import Province
from innovet.kit import clock
from projects.enums import BudgetCategory
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ApplicantQuestionFactory, CallAttachmentFactory
from tests.factories.calls import CLOSES_AT, WHILE_OPEN, CallFactory, CriterionFactory, EnvelopeFactory
from tests.factories.projects import ThemeFactory

pytestmark = pytest.mark.django_db


def full_call():
    call, person = CallFactory(), UserFactory(coordinator=True)
    for position, minimum in ((2, None), (1, Decimal("2.50"))):
        CriterionFactory(call=call, position=position, minimum=minimum)
    for province in (Province.LIMBURG, Province.ANTWERP):
        EnvelopeFactory(call=call, province=province, top_up_cents=100)
    BudgetRule.objects.create(call=call, category=BudgetCategory.EQUIPMENT, is_allowed=False)
    BudgetRule.objects.create(call=call, category=BudgetCategory.MATERIAL, max_percent=40)
    for name in ("zorg", "Mobiliteit"):
        ThemeFactory(cycle=call.cycle, name=name)
    CallAttachmentFactory.create_batch(2, call=call)
    addendum = Addendum.objects.create(
        call=call,
        number=1,
        reason="Foutje.",
        closes_at_before=CLOSES_AT,
        closes_at_after=CLOSES_AT,
        published_at=WHILE_OPEN,
        published_by=person,
    )
    for about in (None, addendum):
        ApplicantQuestionFactory(
            call=call,
            published_text="Mag dit?",
            answer="Ja.",
            answered_by=person,
            answered_at=WHILE_OPEN,
            addendum=about,
        )
    ApplicantQuestionFactory(call=call)
    return call


def facts_of(rows, *names):
    return [[getattr(row, name) for name in ("pk", *names)] for row in rows]


def test_the_parts_of_a_call_are_those_of_the_call_in_the_order_of_its_page(django_assert_num_queries):
    call = full_call()
    CallFactory(cycle=call.cycle)
    parts_of(call)
    with django_assert_num_queries(1):
        parts = parts_of(call)
    for rows, kept, names in (
        (parts.criteria, call.criteria.all(), ("position", "name", "description", "weight", "minimum")),
        (parts.envelopes, call.envelopes.all(), ("province", "whole_cents")),
        (parts.budget_rules, call.budget_rules.all(), ("category", "is_allowed", "max_percent", "max_cents")),
        (parts.attachments, call.attachments.all(), ("title",)),
        (parts.answers, call.applicant_questions.exclude(answered_at=None), ("published_text", "answer")),
        (parts.addenda, call.addenda.all(), ("number",)),
    ):
        assert facts_of(rows, *names) == facts_of(kept, *names)
    assert [theme.name for theme in parts.themes] == ["Mobiliteit", "zorg"]
    assert [str(criterion.minimum) for criterion in parts.criteria] == [str(one.minimum) for one in call.criteria.all()]
    assert Decimal("2.50") in [criterion.minimum for criterion in parts.criteria]
    assert [answer.addendum and answer.addendum.number for answer in parts.answers] == [None, 1]
    kept_files = [attachment.file for attachment in call.attachments.select_related("file")]
    assert [(one.file.extension, one.file.size) for one in parts.attachments] == [
        (file.extension, file.size) for file in kept_files
    ]


def test_the_public_page_of_a_full_call_takes_few_statements(django_assert_max_num_queries):
    call = full_call()
    with clock.at(WHILE_OPEN), django_assert_max_num_queries(5):
        page = Client().get(reverse("call_detail", args=[call.pk])).content.decode()
    for words in ("Foutje.", "Mag dit?", "Mobiliteit", "Bijlage", "2,50", "Antwerpen", "40"):
        assert words in page
