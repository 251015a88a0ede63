"""Pictures in: built-in sets, well-known sets, folders become one `ImageSet`. No torch, no Qt."""
