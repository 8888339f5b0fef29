"""The clerk's console: the page, and what a counter can be asked to do."""
