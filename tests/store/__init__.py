"""The store's own tests, and the makers of events that other tests borrow."""
