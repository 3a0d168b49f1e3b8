"""Floor 0: opens manuscripts safely, counts their words, and takes their authors' identity out. No Django."""
