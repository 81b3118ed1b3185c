"""Pass 2: raw bytes of chosen rows, why others were rejected, and what was done."""
