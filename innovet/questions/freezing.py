"""The database's own guard: triggers that refuse to change a submitted sheet or its answers.

On PostgreSQL an answer also locks its question softly until the commit, so that a change of kind waits for it; the
foreign key alone would only do so at the very end. The triggers are laid anew after every migrate, because SQLite loses triggers when a migration rebuilds a table.
"""

from typing import Any

from django.db import connections

SHEET, ANSWER = "questions_answersheet", "questions_answer"
FROZEN = "questionnaire_id, revision, submitted_at, snapshot, sha256"
REFUSAL = "A submitted answer sheet does not change."

# The names below are constants of this module.
SQLITE = [
    "DROP TRIGGER IF EXISTS answersheet_is_frozen",
    f"""CREATE TRIGGER answersheet_is_frozen BEFORE UPDATE OF {FROZEN} ON {SHEET}
    WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    "DROP TRIGGER IF EXISTS answer_is_frozen",
    f"""CREATE TRIGGER answer_is_frozen BEFORE UPDATE ON {ANSWER}
    WHEN (SELECT submitted_at FROM {SHEET} WHERE id = OLD.sheet_id) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    "DROP TRIGGER IF EXISTS answer_comes_before_freezing",
    f"""CREATE TRIGGER answer_comes_before_freezing BEFORE INSERT ON {ANSWER}
    WHEN (SELECT submitted_at FROM {SHEET} WHERE id = NEW.sheet_id) IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
REFUSE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION answersheet_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF OLD.submitted_at IS NOT NULL THEN {REFUSE}; END IF; RETURN NEW; END $$""",
    f"DROP TRIGGER IF EXISTS answersheet_is_frozen ON {SHEET}",
    f"""CREATE TRIGGER answersheet_is_frozen BEFORE UPDATE OF {FROZEN} ON {SHEET}
    FOR EACH ROW EXECUTE FUNCTION answersheet_is_frozen()""",
    f"""CREATE OR REPLACE FUNCTION answer_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF (SELECT submitted_at FROM {SHEET} WHERE id = NEW.sheet_id) IS NOT NULL THEN {REFUSE}; END IF;
    PERFORM 1 FROM questions_question WHERE id = NEW.question_id FOR KEY SHARE;
    RETURN NEW; END $$""",
    f"DROP TRIGGER IF EXISTS answer_is_frozen ON {ANSWER}",
    f"""CREATE TRIGGER answer_is_frozen BEFORE INSERT OR UPDATE ON {ANSWER}
    FOR EACH ROW EXECUTE FUNCTION answer_is_frozen()""",
]
STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def lay_triggers(using: str = "default", **_signal: Any) -> None:
    """Put the guards in place; safe to repeat."""
    connection = connections[using]
    if SHEET not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]:
            cursor.execute(statement)
