import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from calls.domain import applicant_questions, calls, subscriptions
from calls.enums import ExtensionState
from calls.models import Call, CallSubscription
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from tests.calls.test_domain_calls import ready_call
from tests.factories.accounts import UserFactory
from tests.factories.announcements import (
    ApplicantQuestionFactory,
    CallAttachmentFactory,
    CallSubscriptionFactory,
    ExtensionFactory,
)
from tests.factories.calls import AFTER, CLOSES_AT, WHILE_OPEN, CallFactory, ProposalFactory
from tests.factories.files import PDF
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db
ROUND = {"asks_questions_until_on": datetime.date(2027, 2, 1)}


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def ask(client, method, name, *args, data=None, at=WHILE_OPEN, query=""):
    with clock.at(at):
        return getattr(client, method)(reverse(name, args=args) + query, data or {})


def typed(response):
    """What a browser would post of the addendum page as it stands."""
    data = {"after": response.context["form"]["after"].value(), "reason": "Foutje."}
    for name in ("rules", "weights", "envelopes", "costs"):
        for field in response.context[name]:
            value = field.value()
            if value is not None and value is not False and value not in ("", []):
                data[field.html_name] = "on" if value is True else value
    return data


def test_an_addendum_is_looked_at_before_it_is_published():
    call, client = CallFactory(), client_of(UserFactory(coordinator=True))
    draft = ProposalFactory(call=call)
    data = typed(ask(client, "get", "addendum_create", call.pk)) | {"rules-max_grant_cents": "20.000"}
    shown = ask(client, "post", "addendum_create", call.pk, data={**data, "act": "preview"})
    assert shown.status_code == 200
    assert "20.000 euro" in shown.content.decode()
    assert "vrijdag 26 maart 2027" in shown.content.decode()
    assert not call.addenda.exists()
    done = ask(client, "post", "addendum_create", call.pk, data={**data, "act": "publish"})
    assert done.url == reverse("call_detail", args=[call.pk])
    addendum = call.addenda.get()
    assert [row["name"] for row in addendum.differences] == ["max_grant_cents"]
    assert Message.objects.get(template="call_addendum").to == draft.started_by
    assert "Foutje." in ask(Client(), "get", "call_detail", call.pk).content.decode()


def test_a_page_written_before_another_addendum_is_refused_and_keeps_what_was_typed():
    call, client = CallFactory(), client_of(UserFactory(coordinator=True))
    data = typed(ask(client, "get", "addendum_create", call.pk)) | {"act": "publish"}
    ask(client, "post", "addendum_create", call.pk, data={**data, "rules-limit": "2"})
    late = ask(client, "post", "addendum_create", call.pk, data={**data, "rules-limit": "7"})
    assert late.status_code == 422
    assert 'value="7"' in late.content.decode()
    assert Call.objects.get(pk=call.pk).limit == 2


def test_an_addendum_posted_after_closing_is_refused():
    call, client = CallFactory(), client_of(UserFactory(coordinator=True))
    data = typed(ask(client, "get", "addendum_create", call.pk)) | {"act": "publish", "rules-limit": "2"}
    assert ask(client, "post", "addendum_create", call.pk, data=data, at=CLOSES_AT).status_code == 422
    assert not call.addenda.exists()


def test_an_extension_of_one_school_waits_for_another_coordinator():
    call, school = CallFactory(), OrganisationFactory()
    number = school.school_numbers.create(number="012345").number
    first, second = UserFactory(coordinator=True), UserFactory(coordinator=True)
    data = {
        "school_number": number.lstrip("0"),
        "closes_on": "2027-03-20",
        "last_minute": "12:00",
        "reason_code": "force_majeure",
        "reason": "Brand.",
    }
    assert ask(client_of(first), "post", "extension_create", call.pk, data=data).status_code == 302
    extension = call.extensions.get()
    assert extension.school == school
    ask(client_of(first), "post", "extension_grant", extension.pk)
    extension.refresh_from_db()
    assert extension.state == ExtensionState.PROPOSED
    ask(client_of(second), "post", "extension_grant", extension.pk)
    extension.refresh_from_db()
    assert extension.state == ExtensionState.GRANTED
    page = ask(client_of(UserFactory(steering=True)), "get", "extension_list", call.pk).content.decode()
    assert "Brand." in page
    assert first.name in page
    assert second.name in page


@pytest.mark.parametrize(
    "change", [{"school_number": "999999"}, {"closes_on": "9999-12-31"}, {"closes_on": "2027-01-01"}, {"reason": ""}]
)
def test_an_extension_that_cannot_be_keeps_what_was_typed(change):
    call = CallFactory()
    data = {"closes_on": "2027-03-20", "last_minute": "12:00", "reason_code": "other", "reason": "Omdat.", **change}
    response = ask(client_of(UserFactory(coordinator=True)), "post", "extension_create", call.pk, data=data)
    assert response.status_code == 422
    assert not call.extensions.exists()


def test_a_question_is_asked_until_its_last_day_and_answered_without_a_name():
    call, person = CallFactory(**ROUND), UserFactory(name="Rita Vraagal")
    ask(client_of(person), "post", "applicant_question_ask", call.pk, data={"text": "Rita: mag een bso mee?"})
    question = call.applicant_questions.get()
    assert "mag een bso" not in ask(Client(), "get", "call_detail", call.pk).content.decode()
    client = client_of(UserFactory(coordinator=True))
    data = {"published_text": "Mag een bso mee?", "answer": "Ja."}
    assert ask(client, "post", "applicant_question_answer", question.pk, data=data).status_code == 302
    page = ask(Client(), "get", "call_detail", call.pk).content.decode()
    assert "Mag een bso mee?" in page
    assert "Rita" not in page
    assert Message.objects.get(template="question_answered").to == person
    again = ask(client, "post", "applicant_question_answer", question.pk, data={**data, "answer": "Nee."})
    assert again.status_code == 422


def test_questions_come_in_on_the_last_day_and_not_after_it():
    call, person = CallFactory(**ROUND), UserFactory()
    late = datetime.datetime(2027, 2, 1, 23, tzinfo=datetime.UTC)
    applicant_questions.ask_question(call, "Op tijd?", by=person, at=late - datetime.timedelta(seconds=1))
    with pytest.raises(applicant_questions.RoundClosed):
        applicant_questions.ask_question(call, "Te laat?", by=person, at=late)
    with pytest.raises(applicant_questions.RoundClosed):
        applicant_questions.ask_question(CallFactory(), "Geen ronde?", by=person, at=WHILE_OPEN)
    assert (
        ask(client_of(person), "post", "applicant_question_ask", call.pk, data={"text": "x"}, at=AFTER).status_code
        == 422
    )


def test_two_who_answer_one_question():
    question, other = ApplicantQuestionFactory(), None
    other = type(question).objects.get(pk=question.pk)
    answer = {"published_text": "V", "answer": "A", "by": UserFactory(), "at": WHILE_OPEN}
    with pytest.raises(Refused):
        applicant_questions.answer_question(question, **{**answer, "answer": " "})
    applicant_questions.answer_question(question, **answer)
    with pytest.raises(LostRace):
        applicant_questions.answer_question(other, **answer)


def test_subscribers_hear_of_a_published_call_once():
    person, gone = CallSubscriptionFactory().user, CallSubscriptionFactory().user
    User.objects.filter(pk=gone.pk).update(is_active=False)
    call = ready_call()
    calls.publish_call(call, by=UserFactory(), at=WHILE_OPEN)
    subscriptions.tell_subscribers(call, at=WHILE_OPEN)
    mail = Message.objects.get(template="call_published")
    assert mail.to == person
    assert "tot en met zondag 14 maart 2027, 23.59 uur (Brusselse tijd)" in mail.body


def test_a_person_subscribes_and_unsubscribes():
    person = UserFactory()
    for _click in range(2):
        ask(client_of(person), "post", "call_subscribe")
    assert CallSubscription.objects.get().user == person
    assert "geen mail meer" in ask(client_of(person), "get", "call_list").content.decode().lower()
    ask(client_of(person), "post", "call_unsubscribe")
    assert not CallSubscription.objects.exists()


def test_the_feeds_hold_published_calls_only():
    call, draft = CallFactory(title="Oproep & co"), CallFactory(draft=True, title="Nog geheim")
    feed = ask(Client(), "get", "call_feed").content.decode()
    assert "Oproep &amp; co" in feed
    calendar = Calendar.from_ical(ask(Client(), "get", "call_calendar").content)
    [event] = calendar.walk("VEVENT")
    assert event["dtstart"].dt == call.closes_at
    assert draft.title not in feed


def test_the_lists_are_flat():
    client = client_of(UserFactory(coordinator=True))

    def count(name, *args):
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, "get", name, *args).status_code == 200
        return len(queries)

    call = CallFactory(**ROUND)
    fill(call)
    names = [(name, call.pk) for name in ("call_detail", "extension_list", "applicant_question_list")]
    names += [("call_feed",), ("call_calendar",), ("call_attachment_list", call.pk)]
    before = {name: count(name, *args) for name, *args in names}
    for _row in range(2):
        fill(call)
        CallFactory()
    assert {name: count(name, *args) for name, *args in names} == before
    assert max(before.values()) <= 12


def fill(call):
    ExtensionFactory(call=call).moves.create(source="proposed", target="granted", by=UserFactory(), at=WHILE_OPEN)
    ApplicantQuestionFactory(call=call, published_text="V", answer="A", answered_at=WHILE_OPEN)
    CallAttachmentFactory(call=call)


def test_files_come_with_a_call_in_preparation_only():
    call, client = CallFactory(draft=True), client_of(UserFactory(coordinator=True))

    def upload(name, content):
        data = {"title": "Sjabloon", "file": SimpleUploadedFile(name, content)}
        return ask(client, "post", "call_attachment_add", call.pk, data=data)

    assert upload("kwaad.pdf", b"MZ this is no PDF").status_code == 422
    assert upload("sjabloon.pdf", PDF).status_code == 302
    assert upload("sjabloon.pdf", PDF).status_code == 422
    attachment = call.attachments.get()
    Call.objects.filter(pk=call.pk).update(state="published")
    assert b"".join(ask(Client(), "get", "call_attachment_download", attachment.pk).streaming_content) == PDF
    ask(client, "post", "call_attachment_remove", attachment.pk)
    assert call.attachments.exists()
    Call.objects.filter(pk=call.pk).update(state="draft")
    ask(client, "post", "call_attachment_remove", attachment.pk)
    assert not call.attachments.exists()
