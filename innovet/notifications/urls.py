"""Pages of innovet.notifications."""

from django.urls import URLPattern, URLResolver, path

from innovet.notifications.views import messages, mine

urlpatterns: list[URLPattern | URLResolver] = [
    path("berichten/", messages.message_list, name="message_list"),
    path("berichten/vrijgeven/", messages.message_release, name="message_release"),
    path("berichten/opnieuw/", messages.message_resend, name="message_resend"),
    path("berichten/aangekomen/", messages.message_confirm, name="message_confirm"),
    path("berichten/annuleren/", messages.message_cancel, name="message_cancel"),
    path("berichten/<int:pk>/", messages.message_detail, name="message_detail"),
    path("mijn-berichten/", mine.my_messages, name="my_messages"),
    path("mijn-berichten/voorkeuren/", mine.message_preferences, name="message_preferences"),
]
