"""Scores: figures that say how good a model is, independent of how it was trained."""
