"""Pictures in: bundled sets, folders, archives, arrays become one `ImageSet`. No torch, no Qt."""
