"""The sealed results package of a contest: what its results were made of, and how anybody makes them again."""
