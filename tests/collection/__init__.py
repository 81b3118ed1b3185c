"""Tests of `collect`'s own parts."""
