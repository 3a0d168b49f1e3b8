"""Measures the contest desk against the barest thing that does the same work, as ratios within one run."""
