"""What happens to exports: asked for, made, cancelled, thrown away."""
