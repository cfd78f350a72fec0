"""What every publishing function runs with: services, limits of time and memory, metrics and traces."""
