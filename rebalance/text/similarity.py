"""Which Jaccard similarities texts can be compared by."""

NEAR = 0.7  # of near-duplicates, unless the user says otherwise
LEAST = 0.3  # below it, all texts would have to be compared with all
