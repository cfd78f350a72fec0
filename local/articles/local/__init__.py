"""The local stack and the command line: bucket, queues, table and HTTP API on one machine."""
