"""Which essays may be published, and under which name."""
