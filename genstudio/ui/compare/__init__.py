"""Compare: the table of runs, and two to eight of them side by side."""
