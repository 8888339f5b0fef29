"""What the days were like: visits folded from the log, figures and exports."""
