"""Rules for new rows."""
