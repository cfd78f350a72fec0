"""The languages that a site can be in, and their tags."""

import re

# Those that the site's own words are to be written in. CLDR can write dates in each; a test holds that.
LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "zh": "Chinese",
    "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional",
}

_TAG = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")


def language_tag(text: str) -> str:
    """The tag of a language as BCP 47 writes it, such as ``de-AT`` for ``de-at``.

    Args:
        text: A tag: a language of `LANGUAGES`, and perhaps a region.

    Returns:
        The tag; empty if the text is not one, or not of such a language.
    """
    match = _TAG.fullmatch(text)
    if match is None:
        return ""
    language, script, region = match.groups(default="")
    known = "-".join(filter(None, (language.lower(), script.title())))
    return "-".join(filter(None, (known, region.upper()))) if known in LANGUAGES else ""
