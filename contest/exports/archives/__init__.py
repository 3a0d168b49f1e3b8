"""The archive of a contest: every manuscript, the results and the ledger as one file that leaves in any part."""
