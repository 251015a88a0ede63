"""What the README claims about speed, runnable by anyone: `python -m benchmarks`."""
