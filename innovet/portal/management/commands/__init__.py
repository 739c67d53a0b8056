"""Commands that call several apps."""
