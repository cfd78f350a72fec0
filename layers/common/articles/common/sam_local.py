"""Keep functions under `sam local` from calling AWS: they have the credentials of the person who runs them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping


def require_local_stack(environ: Mapping[str, str] = os.environ) -> None:
    """End the process if it runs under `sam local` without the address of the local stack.

    Args:
        environ: The environment. SAM sets AWS_SAM_LOCAL, and AWS_ENDPOINT_URL, which is empty if SAM has no value.

    Raises:
        SystemExit: The address is missing.
    """
    if environ.get("AWS_SAM_LOCAL") and not environ.get("AWS_ENDPOINT_URL"):
        sys.exit(
            "AWS_ENDPOINT_URL is empty, so this function would call AWS itself: start the local stack by 'make run',"
            " and sam in the project's folder, where samconfig.toml tells it of the stack"
        )
