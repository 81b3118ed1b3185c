"""Against independent implementations."""
