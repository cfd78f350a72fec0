"""The values of template.yaml's parameters with which the stack runs on this machine."""

# The bucket's name in the local stack.
BUCKET = "articles"


def local_parameters(site: str) -> dict[str, str]:
    """The values of template parameters with which the stack runs on this machine.

    Args:
        site: Where the site is served, scheme and host.
    """
    # An author sees what is wrong.
    return {"BucketName": BUCKET, "CloudFront": "disabled", "LogLevel": "DEBUG", "SiteUrl": site}
