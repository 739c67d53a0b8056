"""The thread of InnoVET walked by its people, part by part; tests/e2e/test_thread.py tells the whole."""
