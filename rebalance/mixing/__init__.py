"""Mix datasets by a recipe: shares or amounts of each source, kept with what they came from."""
