import factory

from innovet.questions.domain import questionnaires, sheets
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet, Choice, Question, Questionnaire, Section


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Questionnaire

    title = factory.Sequence(lambda n: f"Vragenlijst {n}")


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    title = factory.Sequence(lambda n: f"Deel {n}")
    position = factory.Sequence(lambda n: n)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    kind = QuestionKind.TEXT
    label = factory.Sequence(lambda n: f"Vraag {n}")
    position = factory.Sequence(lambda n: n)


class ChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Choice

    question = factory.SubFactory(QuestionFactory, kind=QuestionKind.CHOICE)
    label = factory.Sequence(lambda n: f"Antwoord {n}")


class AnswerSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnswerSheet

    questionnaire = factory.SubFactory(QuestionnaireFactory)


def every_kind(title="Alles"):
    """A questionnaire with one question of each kind; returns it and the questions by kind."""
    questionnaire = questionnaires.create_questionnaire(title)
    section = questionnaires.add_section(questionnaire, "Deel een", help_text="Neem je tijd.")
    questions = {}
    for kind in QuestionKind:
        options = {"choices": ["rood", "groen", "blauw"]} if kind in {"choice", "several"} else {}
        questions[kind] = questionnaires.add_question(section, kind=kind, label=f"Vraag {kind}", **options)
    return questionnaire, questions


def long_questionnaire(count=30):
    """A questionnaire of three sections with so many questions of all kinds but files."""
    questionnaire = questionnaires.create_questionnaire("Lang")
    kinds = [kind for kind in QuestionKind if kind != QuestionKind.FILE]
    for number in range(3):
        section = questionnaires.add_section(questionnaire, f"Deel {number}")
        for index in range(count // 3):
            kind = kinds[index % len(kinds)]
            options = {"choices": ["ja", "nee", "misschien"]} if kind in {"choice", "several"} else {}
            questionnaires.add_question(section, kind=kind, label=f"Vraag {number}.{index}", **options)
    return questionnaire


def sheet_of(questionnaire):
    """A draft, read anew as a view reads it."""
    return AnswerSheet.objects.select_related("questionnaire").get(pk=sheets.start_sheet(questionnaire).pk)
