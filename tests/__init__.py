"""Tests of the whole product; `tests/support` holds what they share."""
