"""Completion in real shells, and man pages through real formatters: `make test-shells`."""
