"""What base.html and the components compute."""
