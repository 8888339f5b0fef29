"""The visitor's eye."""
