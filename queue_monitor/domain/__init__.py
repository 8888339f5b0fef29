"""The office as values: what may happen, what has happened, and what is therefore true."""
