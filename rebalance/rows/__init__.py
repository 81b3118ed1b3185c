"""Bytes in, bytes out: the only wing that opens datasets, writes outputs and starts processes."""
