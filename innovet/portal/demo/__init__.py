"""The demo: InnoVET's history and a made-up story around it, built by domain functions with a fixed clock."""
