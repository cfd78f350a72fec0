"""What can be wrong with a local stack or a command, each said in one line to the person who can mend it."""


class LocalError(Exception):
    """It cannot be done as asked; the message says why."""
