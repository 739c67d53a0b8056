import smtplib

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from innovet.accounts.models import User
from innovet.notifications.models import Message
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "heel andere woorden nu"


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_address_and_password(client, sign_in):
    response = sign_in(UserFactory(verified=True))
    assert response.status_code == 302
    assert is_signed_in(client)


def test_capitals_in_the_address_do_not_matter(client, sign_in):
    person = UserFactory(verified=True)
    person.email = person.email.upper()
    sign_in(person)
    assert is_signed_in(client)


def test_after_signing_in_the_page_that_was_asked_opens(client, sign_in):
    response = sign_in(UserFactory(verified=True), next=reverse("session_list"))
    assert response.headers["Location"] == reverse("session_list")


def test_a_foreign_next_page_is_ignored(sign_in):
    response = sign_in(UserFactory(verified=True), next="https://evil.example/")
    assert "evil" not in response.headers["Location"]


def test_a_session_ends_with_the_browser_unless_asked_otherwise(client, sign_in):
    person = UserFactory(verified=True)
    sign_in(person)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    sign_in(person, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_a_mailed_code_signs_in_without_a_password(client, code_in_mail, mailoutbox):
    person = UserFactory(verified=True)
    client.post(reverse("account_request_login_code"), {"email": person.email})
    assert mailoutbox[-1].to == [person.email]
    assert mailoutbox[-1].subject == "Je code om aan te melden"
    client.post(reverse("account_confirm_login_code"), {"code": code_in_mail()})
    assert is_signed_in(client)


def test_a_wrong_code_does_not_sign_in_and_three_end_the_attempt(client, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": UserFactory(verified=True).email})
    for _attempt in range(3):
        response = client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    assert response.status_code == 302
    assert not is_signed_in(client)


def test_security_mails_are_never_kept_in_the_outbox(client, code_in_mail):
    client.post(reverse("account_request_login_code"), {"email": UserFactory(verified=True).email})
    assert code_in_mail()
    assert not Message.objects.exists()


def test_a_security_mail_speaks_the_language_of_the_person(client, mailoutbox):
    person = UserFactory(verified=True, language="en")
    client.post(reverse("account_request_login_code"), {"email": person.email})
    assert mailoutbox[-1].subject == "Your code to sign in"


def test_signing_up_asks_the_code_from_the_mail(client, code_in_mail, mailoutbox):
    data = {"name": "An Peeters", "email": "An@Example.be", "password1": PASSWORD}
    response = client.post(reverse("account_signup"), data)
    assert response.headers["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    client.post(reverse("account_email_verification_sent"), {"code": code_in_mail()})
    assert is_signed_in(client)
    person = User.objects.get(email="an@example.be")
    assert (person.name, person.language) == ("An Peeters", "nl-be")
    assert EmailAddress.objects.get(user=person).verified


def test_signing_up_in_english_keeps_english(client, mailoutbox):
    client.post("/en" + reverse("account_signup"), {"name": "An", "email": "an@example.be", "password1": PASSWORD})
    assert User.objects.get().language == "en"


def test_signing_up_refuses_a_short_password(client):
    data = {"name": "An", "email": "an@example.be", "password1": "kort"}
    response = client.post(reverse("account_signup"), data)
    assert not User.objects.exists()
    assert "12" in str(response.context["form"].errors["password1"])


def test_a_forgotten_password_is_replaced_with_a_code(client, code_in_mail, mailoutbox, sign_in):
    person = UserFactory(verified=True)
    client.post(reverse("account_reset_password"), {"email": person.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_mail()})
    client.post(reverse("account_complete_password_reset"), {"password1": NEW, "password2": NEW})
    assert mailoutbox[-1].subject == "Je wachtwoord is gewijzigd"
    sign_in(person, NEW)
    assert is_signed_in(client)


def test_a_new_address_counts_once_its_code_is_typed(client, code_in_mail, mailoutbox, sign_in):
    person = UserFactory(verified=True)
    sign_in(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "nieuw@example.be", "action_add": ""})
    person.refresh_from_db()
    assert person.email != "nieuw@example.be"
    client.post(reverse("account_email_verification_sent"), {"code": code_in_mail()})
    person.refresh_from_db()
    assert person.email == "nieuw@example.be"


def test_changing_an_address_asks_the_password_again(client, sign_in):
    sign_in(UserFactory(verified=True))
    response = client.post(reverse("account_email"), {"email": "nieuw@example.be", "action_add": ""})
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_closed_account_does_not_sign_in(client, sign_in):
    sign_in(UserFactory(verified=True, is_active=False))
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("page", "field"),
    [("account_request_login_code", "email"), ("account_reset_password", "email")],
)
def test_known_and_unknown_addresses_get_the_same_answer(client, page, field, mailoutbox):
    known = UserFactory(verified=True).email
    answers = []
    for address in (known, "niemand@example.be"):
        client.cookies.clear()
        first = client.post(reverse(page), {field: address})
        second = client.get(first.headers["Location"])
        body = second.content.decode().replace(address, "ADRES")
        answers.append((first.status_code, first.headers["Location"], second.status_code, len(body)))
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[known], ["niemand@example.be"]]


def test_signing_up_twice_gives_the_same_answer(client, mailoutbox):
    person = UserFactory(verified=True)
    answers = []
    for address in (person.email, "nieuw@example.be"):
        client.cookies.clear()
        response = client.post(reverse("account_signup"), {"name": "An", "email": address, "password1": PASSWORD})
        answers.append((response.status_code, response.headers["Location"]))
    assert answers[0] == answers[1]
    assert mailoutbox[0].subject == "Je hebt al een account"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(sign_in):
    known = sign_in(UserFactory(verified=True), "verkeerde woorden hier")
    unknown = sign_in(UserFactory.build(), "verkeerde woorden hier")
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert known.status_code == unknown.status_code == 200


def test_after_five_wrong_passwords_the_right_one_waits(client, sign_in):
    person = UserFactory(verified=True)
    for _attempt in range(5):
        sign_in(person, "verkeerde woorden hier")
    response = sign_in(person)
    assert "Te veel pogingen" in str(response.context["form"].non_field_errors())
    assert not is_signed_in(client)


def test_codes_are_not_sent_without_end(client, mailoutbox):
    person = UserFactory(verified=True)
    for _attempt in range(5):
        client.cookies.clear()
        client.post(reverse("account_request_login_code"), {"email": person.email})
    assert len(mailoutbox) == 3


def test_too_many_sign_ups_get_a_dutch_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    for number in range(3):
        client.cookies.clear()
        response = client.post(reverse("account_signup"), {"email": f"an{number}@example.be"})
    assert response.status_code == 429
    assert "Te veel pogingen" in response.content.decode()


def test_a_mail_server_that_is_down_is_told_and_not_a_crash(client, monkeypatch):
    def refuse(*_args):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    person = UserFactory(verified=True)
    response = client.post(reverse("account_request_login_code"), {"email": person.email}, follow=True)
    assert "kon nu niet verstuurd worden" in response.content.decode()


@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_request_login_code"])
def test_the_sign_in_pages_speak_only_our_dutch(client, page):
    html = client.get(reverse(page)).content.decode()
    assert 'lang="nl-BE"' in html or 'lang="nl-be"' in html
    assert html.count("<h1") == 1
    assert "placeholder" not in html
