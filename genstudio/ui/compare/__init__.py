"""Compare: the table of runs, and two to four of them side by side."""
