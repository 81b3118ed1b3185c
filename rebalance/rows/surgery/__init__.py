"""Bytes of rows that change where they are asked to: fields cut out, one put in, all else kept."""
