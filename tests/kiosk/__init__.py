"""The visitor's hand."""
