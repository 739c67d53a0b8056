from tests.factories.questions import ChoiceFactory, QuestionFactory, SectionFactory, every_kind


def build(world):
    world.questionnaire, questions = every_kind("Vragenlijst van de wereld")
    world.section = world.questionnaire.sections.get()
    world.question = questions["text"]
    world.empty_section = SectionFactory(questionnaire=world.questionnaire, position=1)
    world.withdrawn_question = QuestionFactory(section=world.section, closed_at="2026-01-01T00:00Z")
    ChoiceFactory(question=questions["choice"], label="geel")
