"""Explore: feel a run's latent space with sliders, and with pictures of one's own."""
