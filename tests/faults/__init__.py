"""Real processes, some of them killed; run with `python -m tests.faults.<name>`."""
