"""The languages that a site can be in, and their tags."""

import re
from typing import Literal

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

# Where Chinese is written in traditional characters, unless a tag names a script.
_TRADITIONAL = frozenset({"hk", "mo", "tw"})

_RIGHT_TO_LEFT = frozenset("ar arc azb ckb dv fa he iw ji mzn nqo pnb ps sd syr ug ur yi".split())  # noqa: SIM905
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())  # noqa: SIM905

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


def base_language(tag: str) -> str:
    """The language of a tag among `LANGUAGES`, without a region, and Chinese with its script; empty for others.

    Args:
        tag: A BCP 47 tag, such as ``de-AT``, ``zh-TW`` or ``sv``.
    """
    language, *others = tag.lower().split("-")
    if language == "zh":
        return "zh-Hant" if "hant" in others or ("hans" not in others and _TRADITIONAL & {*others}) else "zh-Hans"
    return language if language in LANGUAGES else ""


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """The direction of a language: that of the script in its tag, or else of its usual script.

    Args:
        tag: A BCP 47 tag.
    """
    language, *others = tag.lower().split("-")
    script = next((each for each in others if re.fullmatch("[a-z]{4}", each)), "")
    is_right_to_left = script in _RIGHT_TO_LEFT_SCRIPTS if script else language in _RIGHT_TO_LEFT
    return "rtl" if is_right_to_left else "ltr"
