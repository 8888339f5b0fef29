"""What an office teaches while it works: service times, arrivals, pauses, and honest ranges."""
