"""One page about several runs, made from their folders alone: pictures, curves, scores, caveats."""
