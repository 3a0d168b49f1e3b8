"""Sheets with columns and rows of one's choice, taken or kept under a name."""
