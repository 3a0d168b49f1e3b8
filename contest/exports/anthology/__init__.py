"""The anthology of a contest: the essays that may be published, edited where their authors allow it, as a book."""
