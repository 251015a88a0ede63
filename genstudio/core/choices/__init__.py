"""What a recipe chooses, section by section; `genstudio.core.recipe` puts them together."""
