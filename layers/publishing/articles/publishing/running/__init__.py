"""What every function that publishes runs with: its services, its limits of time and memory, what operators see."""
