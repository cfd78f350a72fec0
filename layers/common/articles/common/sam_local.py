"""Functions that `sam local` runs call the local stack, or nothing: they have the credentials of whoever runs them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the typing module would be a part of delivery's start-up
if TYPE_CHECKING:
    from collections.abc import Mapping


def require_local_stack(environ: Mapping[str, str] = os.environ) -> None:
    """End a process that `sam local` has started and not told where the local stack is.

    Args:
        environ: The environment. SAM sets AWS_SAM_LOCAL, and AWS_ENDPOINT_URL to an empty text unless it was told.
    """
    if environ.get("AWS_SAM_LOCAL") and not environ.get("AWS_ENDPOINT_URL"):
        sys.exit(
            "AWS_ENDPOINT_URL is empty, so this function would call AWS itself: start the local stack by 'make run',"
            " and sam in the project's folder, where samconfig.toml tells it of the stack"
        )
