"""The engine: one loop for every game, averages, checkpoints."""
