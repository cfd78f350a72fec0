"""The small pages that tell a person in front of a browser why there is no article."""

import binascii
import hashlib

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{max-width:34rem;margin:18vh auto 0;padding:0 1.5rem;font:1.125rem/1.6 system-ui,sans-serif}"
    "h1{margin:0 0 .5rem;font-size:1.75rem;line-height:1.2}"
    "a{color:inherit;text-underline-offset:.2em}"
    "nav{display:flex;gap:1.5rem;margin-top:2rem}"
)
_STYLE_HASH = binascii.b2a_base64(hashlib.sha256(_STYLE.encode()).digest(), newline=False).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def error_page(title: str, text: str) -> str:
    """A page with a title and a sentence; neither may have characters in it that mean something in HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f'<title>{title}</title>\n<link rel="icon" href="/favicon.svg" type="image/svg+xml">\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n"
        '<nav aria-label="Site"><a href="/">Home</a><a href="/learn">All subjects</a></nav>\n</body>\n</html>\n'
    )
