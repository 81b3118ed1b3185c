"""Bytes in, bytes out: the only folder that opens datasets and writes outputs."""
