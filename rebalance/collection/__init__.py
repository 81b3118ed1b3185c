"""Responses of a model -> candidate rows."""
