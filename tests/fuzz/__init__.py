"""The fuzzer: all commands, with options drawn from their declarations, on drawn datasets."""
