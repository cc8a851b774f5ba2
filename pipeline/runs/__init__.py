"""Many documents: what is stale, the stage cache, worker processes, progress, the run's report."""
