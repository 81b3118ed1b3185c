"""Render what is complete: as what was written of each shard."""

from .shards_apply import blocks

__all__ = ["blocks"]
