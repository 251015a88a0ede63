"""Torch modules that know no loss: encoders, decoders and critics."""
