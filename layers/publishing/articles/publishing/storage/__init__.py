"""The bucket, the table and the queues: what is kept where, in which shape, and how it is read and written."""
