"""Datasets of many files, shards: an output for each, named after it, and what they need."""
