"""The version of this tool, in one place."""

VERSION = "1.0.0rc1"
