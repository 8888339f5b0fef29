"""The survey: one touch by phone, link or tablet, counted so that nobody can tell whose it was."""
