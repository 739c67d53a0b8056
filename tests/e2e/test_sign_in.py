import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from innovet.accounts.models import User
from tests.factories.accounts import PASSWORD, RoleInvitationFactory, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 375, 320)


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def person():
    return UserFactory(verified=True, name="An Peeters")


def at(name):
    return re.compile(rf"^https?://[^/]+{re.escape(reverse(name))}$")


def add_authenticator(page):
    """A fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page, person):
    page.goto(reverse("account_login"))
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Aanmelden").click()


def sign_out(page):
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Afmelden").click()


def mailed_code(mailoutbox):
    return re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.MULTILINE)[1]


def test_a_passkey_is_added_and_signs_in_alone(page, person, axe):
    add_authenticator(page)
    sign_in(page, person)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    axe(page)
    page.get_by_role("button", name="Bevestigen").click()
    page.get_by_label("Naam").fill("Laptop op school")
    page.get_by_label("Aanmelden met alleen deze toegangssleutel").check()
    axe(page)
    page.get_by_role("button", name="Toegangssleutel toevoegen").click()
    page.get_by_text("Je toegangssleutel is toegevoegd").wait_for()
    axe(page)
    page.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("cell", name="Laptop op school", exact=True).wait_for()
    axe(page)
    sign_out(page)
    page.goto(f"{reverse('account_login')}?next={reverse('session_list')}")
    axe(page)
    page.get_by_role("button", name="Toegangssleutel gebruiken").click()
    page.wait_for_url(at("session_list"))
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_a_passkey_is_the_second_step_after_the_password(page, person, axe):
    add_authenticator(page)
    sign_in(page, person)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Bevestigen").click()
    page.get_by_role("button", name="Toegangssleutel toevoegen").click()
    page.get_by_text("Je toegangssleutel is toegevoegd").wait_for()
    sign_out(page)
    sign_in(page, person)
    page.get_by_role("heading", name="Tweede stap").wait_for()
    axe(page)
    page.get_by_role("button", name="Toegangssleutel gebruiken").click()
    page.wait_for_url(at("start_page"))


def test_without_a_passkey_the_page_says_so(page, axe):
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Toegangssleutel gebruiken").wait_for()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Toegangssleutel gebruiken").click()
    page.get_by_text("De toegangssleutel werd niet gelezen").wait_for()
    axe(page)


def test_an_app_is_set_up_and_asked(page, person, axe):
    sign_in(page, person)
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Bevestigen").click()
    secret = page.locator("code.secret-code").inner_text()
    axe(page)

    def code():
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    page.get_by_label("Code uit de app").fill(code())
    page.get_by_role("button", name="App instellen").click()
    page.get_by_role("heading", name="Herstelcodes").wait_for()
    axe(page)
    recovery = page.locator("code.secret-code").first.inner_text()
    sign_out(page)
    sign_in(page, person)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("main").get_by_role("button", name="Aanmelden").click()
    page.wait_for_url(at("start_page"))


@pytest.mark.parametrize("javascript", [True, False])
def test_an_account_is_made_with_the_code_from_the_mail(new_page, mailoutbox, axe, javascript):
    page = new_page(javascript=javascript)
    page.goto(reverse("account_signup"))
    page.get_by_label("Je naam").fill("Bo")
    page.get_by_label("E-mailadres").fill("bo@example.be")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Account maken").click()
    page.get_by_label("Code").fill(mailed_code(mailoutbox))
    if javascript:
        axe(page)
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url(at("start_page"))
    assert User.objects.get(email="bo@example.be").name == "Bo"


def test_a_person_signs_in_with_a_mailed_code_by_keyboard_alone(page, person, mailoutbox, axe):
    page.goto(reverse("account_request_login_code"))
    axe(page)
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(person.email)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tik de code uit je mail in").wait_for()
    axe(page)
    page.get_by_label("Code").focus()
    page.keyboard.type(mailed_code(mailoutbox))
    page.keyboard.press("Enter")
    page.wait_for_url(at("start_page"))


def test_a_forgotten_password_is_replaced(page, person, mailoutbox, axe):
    page.goto(reverse("account_login"))
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    axe(page)
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_role("button", name="Code sturen").click()
    page.get_by_label("Code").fill(mailed_code(mailoutbox))
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Nieuw wachtwoord", exact=True).fill("nog eens nieuwe woorden")
    page.get_by_label("Nieuw wachtwoord, nog een keer").fill("nog eens nieuwe woorden")
    axe(page)
    page.get_by_role("button", name="Wachtwoord bewaren").click()
    page.get_by_role("heading", name="Je wachtwoord is gewijzigd").wait_for()
    axe(page)


def test_an_invitation_is_accepted_in_a_browser(page, axe):
    RoleInvitationFactory(token="geheim", email="nieuw@example.be")
    page.goto(reverse("role_invitation_accept", kwargs={"token": "geheim"}))
    axe(page)
    page.get_by_label("Je naam").fill("Nieuw lid")
    page.get_by_role("button", name="Uitnodiging aanvaarden").click()
    page.wait_for_url(at("start_page"))
    page.goto(reverse("rights_overview"))
    page.get_by_role("heading", name="Lid van de stuurgroep").wait_for()
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_account_fit_and_have_no_fault(new_page, axe, width):
    coordinator = UserFactory(verified=True, coordinator=True)
    RoleInvitationFactory(invited_by=coordinator)
    page = new_page(width=width, user=coordinator)
    detail = {
        "person_detail": coordinator.pk,
        "role_grant": coordinator.pk,
        "role_end": coordinator.role_grants.get().pk,
    }
    names = [
        *("my_account", "profile_edit", "rights_overview", "session_list", "mfa_index", "mfa_list_webauthn"),
        *("account_email", "account_change_password", "account_logout"),
        *("person_list", "role_invitation_list", "role_invitation_new"),
    ]
    paths = [*map(reverse, names), *(reverse(name, kwargs={"pk": pk}) for name, pk in detail.items())]
    for path in paths:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
