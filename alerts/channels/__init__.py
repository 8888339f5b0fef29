"""The ways out of the house: one file each, all behind the protocol in `base`."""
