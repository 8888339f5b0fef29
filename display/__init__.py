"""The visitor's eye: lobby board, phone page, public counts, and what is said at a call."""
