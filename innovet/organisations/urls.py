"""Pages of organisations."""

from django.urls import path

from innovet.organisations.views import deputies, invitations, members, organisations

urlpatterns = [
    path("", organisations.organisation_list, name="organisation_list"),
    path("nieuw/", organisations.organisation_create, name="organisation_create"),
    path("suggesties/", organisations.organisation_suggest, name="organisation_suggest"),
    path("<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("<int:pk>/bewerken/", organisations.organisation_edit, name="organisation_edit"),
    path("<int:pk>/nagekeken/", organisations.organisation_check, name="organisation_check"),
    path("<int:pk>/einde/", organisations.organisation_end, name="organisation_end"),
    path("<int:pk>/logo/<slug:digest>.png", organisations.organisation_logo, name="organisation_logo"),
    path("<int:pk>/leden/", members.organisation_members, name="organisation_members"),
    path("<int:pk>/leden/maildomeinen/", members.organisation_joining, name="organisation_joining"),
    path("<int:pk>/leden/uitnodigen/", invitations.organisation_invite, name="organisation_invite"),
    path("<int:pk>/leden/vervangers/", deputies.deputy_name, name="deputy_name"),
    path("vervangers/<int:pk>/beeindigen/", deputies.deputy_end, name="deputy_end"),
    path("<int:pk>/aansluiten/", members.organisation_join, name="organisation_join"),
    path("<int:pk>/aanvraag/", members.join_request_create, name="join_request_create"),
    path("aanvragen/<int:pk>/goedkeuren/", members.join_request_approve, name="join_request_approve"),
    path("aanvragen/<int:pk>/weigeren/", members.join_request_decline, name="join_request_decline"),
    path("aanvragen/<int:pk>/intrekken/", members.join_request_withdraw, name="join_request_withdraw"),
    path("leden/<int:pk>/rol/", members.membership_change, name="membership_change"),
    path("leden/<int:pk>/verwijderen/", members.membership_remove, name="membership_remove"),
    path("leden/<int:pk>/overdragen/", members.membership_hand_over, name="membership_hand_over"),
    path("uitnodigingen/<int:pk>/opnieuw/", invitations.invitation_resend, name="invitation_resend"),
    path("uitnodigingen/<int:pk>/intrekken/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("uitnodiging/<str:token>/", invitations.organisation_invitation, name="organisation_invitation"),
]
