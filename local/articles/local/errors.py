"""What can go wrong with a local stack or a command, explained in one line to the person who can fix it."""


class LocalError(Exception):
    """Something cannot be done as asked; the message says why."""
