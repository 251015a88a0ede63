"""Pictures in: bundled sets, folders, archives, arrays, tables become one `ImageSet`. No torch, no Qt."""
