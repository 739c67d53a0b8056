"""Domain-free helpers without models: state machines as data, verdicts, refusals, time, responses."""
