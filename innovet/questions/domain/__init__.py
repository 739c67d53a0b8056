"""What happens to questionnaires and answer sheets."""
