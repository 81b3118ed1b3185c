"""Judgements on datasets."""
