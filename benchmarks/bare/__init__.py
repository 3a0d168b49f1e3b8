"""The barest Django site that keeps a file and one row as safely as the contest desk does."""
