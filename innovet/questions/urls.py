"""Pages of innovet.questions."""

from django.urls import URLPattern, URLResolver, path

from innovet.questions import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", views.questionnaire_detail, name="questionnaire_detail"),
    path("<int:pk>/wijzigen/", views.questionnaire_edit, name="questionnaire_edit"),
    path("<int:pk>/voorbeeld/", views.questionnaire_preview, name="questionnaire_preview"),
    path("<int:pk>/afdrukken/", views.questionnaire_print, name="questionnaire_print"),
    path("<int:pk>/nieuw-deel/", views.section_add, name="section_add"),
    path("delen/<int:pk>/wijzigen/", views.section_edit, name="section_edit"),
    path("delen/<int:pk>/verwijderen/", views.section_remove, name="section_remove"),
    path("delen/<int:pk>/verplaatsen/", views.section_move, name="section_move"),
    path("delen/<int:pk>/nieuwe-vraag/", views.question_add, name="question_add"),
    path("vraag/<int:pk>/wijzigen/", views.question_edit, name="question_edit"),
    path("vraag/<int:pk>/intrekken/", views.question_withdraw, name="question_withdraw"),
    path("vraag/<int:pk>/heropenen/", views.question_reopen, name="question_reopen"),
    path("vraag/<int:pk>/verplaatsen/", views.question_move, name="question_move"),
]
