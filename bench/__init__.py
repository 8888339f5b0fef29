"""`make bench`: the product's figures, each beside a limit of this machine from the same run."""
