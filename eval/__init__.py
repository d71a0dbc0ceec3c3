"""Cases, metrics and baselines."""
