"""The visitor's hand: take a number, have it printed, give it back."""
