"""The top: home, what waits for you, search, health, commands over several apps."""
