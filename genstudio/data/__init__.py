"""Pictures in: built-in sets, well-known sets and folders become one `ImageSet`. No torch, no Qt."""
