"""The engine: folders with an index, written, merged, opened and asked. It knows neither AWS nor the network."""
