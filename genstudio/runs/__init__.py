"""What lives on disk: the run folder, the library of runs, jobs, the model service."""
