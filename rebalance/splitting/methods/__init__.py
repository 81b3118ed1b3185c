"""Ways to assign rows and groups to parts; they know neither options nor files."""
