"""Games that are given nets: what is learnt, as one or more players with a loss each."""
