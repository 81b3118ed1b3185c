"""Rules and the forms of findings."""
