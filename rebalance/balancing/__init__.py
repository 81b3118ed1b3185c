"""Resampling rows to a target distribution."""
