"""Ground floor: recipes, events, history, latent maths, pixels. No torch, no Qt."""
