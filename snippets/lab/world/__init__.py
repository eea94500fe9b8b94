"""A small English in which every probability is known exactly."""
