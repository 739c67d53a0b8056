import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


@pytest.fixture
def enforced(settings):
    settings.SECOND_FACTOR_ENFORCED = True


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_person_with_an_app_signs_in_in_two_steps(client, sign_in):
    person = UserFactory(verified=True)
    secret = with_app(person)
    response = sign_in(person)
    assert response.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_signed_in(client)


def test_a_wrong_second_step_does_not_sign_in(client, sign_in):
    person = UserFactory(verified=True)
    with_app(person)
    sign_in(person)
    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert response.context["form"].errors["code"]
    assert not is_signed_in(client)


def test_a_mailed_code_asks_the_second_step_as_well(client, code_in_mail):
    person = UserFactory(verified=True)
    with_app(person)
    client.post(reverse("account_request_login_code"), {"email": person.email})
    response = client.post(reverse("account_confirm_login_code"), {"code": code_in_mail()})
    assert response.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


def test_a_recovery_code_works_once(client, sign_in):
    person = UserFactory(verified=True)
    with_app(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    sign_in(person)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(client)
    client.logout()
    sign_in(person)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(client)


def test_the_secret_of_an_app_lies_encrypted(client, sign_in):
    person = UserFactory(verified=True)
    secret = with_app(person)
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept
    assert Authenticator.objects.get().wrap().validate_code(code_of(secret))


def test_a_new_secret_key_still_opens_old_secrets(settings):
    person = UserFactory()
    secret = with_app(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key of no value"
    assert Authenticator.objects.get().wrap().validate_code(code_of(secret))


def test_an_app_is_set_up_with_its_first_code(client, sign_in, mailoutbox, django_capture_on_commit_callbacks):
    person = UserFactory(verified=True)
    sign_in(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert response.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert mailoutbox[0].subject == "Er is een app voor codes ingesteld"


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_these_roles_must_set_up_a_second_factor(client, enforced, role):
    client.force_login(UserFactory(**{role: True}))
    response = client.get(reverse("person_list"))
    assert response.headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize("role", ["steering", "quality", "rtc"])
def test_other_roles_may_go_on_without(client, enforced, role):
    client.force_login(UserFactory(**{role: True}))
    assert client.get(reverse("my_account")).status_code == 200


def test_public_pages_and_signing_out_stay_open(client, enforced):
    client.force_login(UserFactory(coordinator=True))
    assert client.get(reverse("privacy")).status_code == 200
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")


def test_with_a_second_factor_the_pages_open_and_the_question_is_asked_once(
    client, enforced, django_assert_max_num_queries
):
    person = UserFactory(coordinator=True)
    with_app(person)
    client.force_login(person)
    client.get(reverse("rights_overview"))
    assert client.session["second_factor_confirmed"]
    with django_assert_max_num_queries(5):
        assert client.get(reverse("rights_overview")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, enforced):
    person = UserFactory(coordinator=True)
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert client.get(reverse("my_account")).headers["Location"] == reverse("mfa_index")


def test_removing_the_last_factor_asks_for_one_again(client, enforced):
    person = UserFactory(coordinator=True)
    with_app(person)
    client.force_login(person)
    client.get(reverse("my_account"))
    client.post(reverse("mfa_deactivate_totp"))
    if Authenticator.objects.exists():
        client.post(reverse("mfa_reauthenticate"), {"code": RecoveryCodes.activate(person).get_unused_codes()[0]})
        client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("my_account")).headers["Location"] == reverse("mfa_index")


def test_local_mode_asks_nothing(client):
    client.force_login(UserFactory(coordinator=True))
    assert client.get(reverse("my_account")).status_code == 200


def test_production_asks_the_second_factor():
    from tests.accounts.production import production_setting

    assert production_setting("SECOND_FACTOR_ENFORCED") == "True"


def test_the_admin_is_entered_through_the_portals_sign_in(client):
    response = client.get(reverse("admin:login"), {"next": "/beheer/accounts/"})
    assert response.headers["Location"] == f"{reverse('account_login')}?next=/beheer/accounts/"
    client.force_login(UserFactory(coordinator=True))
    assert client.get(reverse("admin:login")).status_code == 403
    client.force_login(UserFactory(administrator=True))
    assert client.get(reverse("admin:login"), {"next": "//evil.example"}).headers["Location"] == reverse("admin:index")


def test_the_admin_asks_the_second_factor_too(client, enforced):
    client.force_login(UserFactory(administrator=True))
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_index")


def test_an_administrator_removes_the_factor_of_who_lost_it(client, sign_in, mailoutbox):
    person = UserFactory(verified=True, coordinator=True)
    sign_in(person)
    with_app(person)
    RecoveryCodes.activate(person)
    mine = client.session.session_key
    client.cookies.clear()
    client.force_login(UserFactory(administrator=True))
    client.post(reverse("second_factor_forget", kwargs={"pk": person.pk}))
    assert not Authenticator.objects.exists()
    assert not client.session.exists(mine)
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == ([person.email], "Je tweede stap is verwijderd")


def test_nobody_removes_a_factor_that_is_not_there(client, mailoutbox):
    client.force_login(UserFactory(administrator=True))
    path = reverse("second_factor_forget", kwargs={"pk": UserFactory().pk})
    assert "heeft geen tweede stap" in client.post(path, follow=True).content.decode()
    assert not mailoutbox


def test_an_administrator_does_not_remove_the_own_factor_here(client):
    person = UserFactory(administrator=True)
    with_app(person)
    client.force_login(person)
    assert client.post(reverse("second_factor_forget", kwargs={"pk": person.pk})).status_code == 403
    assert Authenticator.objects.exists()
