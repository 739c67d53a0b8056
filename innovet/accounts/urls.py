"""Pages of innovet.accounts; the sign-in library's views stand under Dutch addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, path

from innovet.accounts.views import invitations, my_account, people

sign_in: list[URLPattern | URLResolver] = [
    path("aanmelden/", account.login, name="account_login"),
    path("aanmelden/code/", account.request_login_code, name="account_request_login_code"),
    path("aanmelden/code/bevestigen/", account.confirm_login_code, name="account_confirm_login_code"),
    path("aanmelden/tweede-stap/", second_factor.authenticate, name="mfa_authenticate"),
    path("aanmelden/toegangssleutel/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("afmelden/", account.logout, name="account_logout"),
    path("registreren/", account.signup, name="account_signup"),
    path("gesloten/", account.account_inactive, name="account_inactive"),
    path("mailadres/bevestigen/", account.email_verification_sent, name="account_email_verification_sent"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/code/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("wachtwoord/vergeten/nieuw/", account.complete_password_reset, name="account_complete_password_reset"),
    path("wachtwoord/vergeten/klaar/", account.password_reset_from_key_done, name="account_password_reset_completed"),
]
security: list[URLPattern | URLResolver] = [
    path("bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("bevestigen/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/toegangssleutel/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mailadres/", account.email, name="account_email"),
    path("wachtwoord/wijzigen/", account.password_change, name="account_change_password"),
    path("wachtwoord/instellen/", account.password_set, name="account_set_password"),
    path("tweede-stap/", second_factor.index, name="mfa_index"),
    path("tweede-stap/app/", app.activate_totp, name="mfa_activate_totp"),
    path("tweede-stap/app/verwijderen/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-stap/herstelcodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("tweede-stap/herstelcodes/nieuw/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("tweede-stap/herstelcodes/bewaren/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("toegangssleutels/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("toegangssleutels/nieuw/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("toegangssleutels/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("toegangssleutels/<int:pk>/verwijderen/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
mine: list[URLPattern | URLResolver] = [
    path("", my_account.my_account, name="my_account"),
    path("gegevens/", my_account.profile_edit, name="profile_edit"),
    path("rechten/", my_account.rights_overview, name="rights_overview"),
    path("sessies/", my_account.session_list, name="session_list"),
    path("sessies/andere/", my_account.session_end_others, name="session_end_others"),
    path("sessies/<int:pk>/", my_account.session_end, name="session_end"),
    path("sluiten/", my_account.account_close, name="account_close"),
]
manage: list[URLPattern | URLResolver] = [
    path("mensen/", people.person_list, name="person_list"),
    path("mensen/<int:pk>/", people.person_detail, name="person_detail"),
    path("mensen/<int:pk>/rol/", people.role_grant, name="role_grant"),
    path("mensen/<int:pk>/tweede-stap/", people.second_factor_forget, name="second_factor_forget"),
    path("rollen/<int:pk>/einde/", people.role_end, name="role_end"),
    path("uitnodigingen/", invitations.role_invitation_list, name="role_invitation_list"),
    path("uitnodigingen/nieuw/", invitations.role_invitation_new, name="role_invitation_new"),
    path("uitnodigingen/<int:pk>/opnieuw/", invitations.role_invitation_resend, name="role_invitation_resend"),
    path("uitnodigingen/<int:pk>/intrekken/", invitations.role_invitation_withdraw, name="role_invitation_withdraw"),
    path("uitnodiging/<str:token>/", invitations.role_invitation_accept, name="role_invitation_accept"),
]
urlpatterns: list[URLPattern | URLResolver] = [*sign_in, *security, *mine, *manage]
