"""What every store must do, whichever it is."""
