"""Gaps, requests, examples."""
