"""The Train tab: pictures and choices on the left, curves and previews on the right."""
