"""The one form engine: sections, questions, answer sheets."""
