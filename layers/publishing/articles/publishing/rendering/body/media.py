"""Pictures, recordings and documents beside the articles: how a text shows each, or its words if it is not there."""

from collections.abc import Iterator
from urllib.parse import unquote

from articles.publishing.media.facts import Media, MediaFile
from articles.publishing.media.formats import FORMATS, Format, format_of
from articles.publishing.reading.site_kinds import WIDTH
from articles.publishing.reading.text_links import TextLink
from articles.publishing.rendering.body.addresses import (
    has_template_code,
    insecure,
    is_insecure,
    left_out,
    quoted,
    sources,
)
from articles.publishing.rendering.body.internal_links import PLAYER, InternalLinks, Place, findings_of
from articles.publishing.rendering.body.plain_text import plain_text
from articles.publishing.rendering.body.positions import Finding
from articles.publishing.rendering.body.sanitise import keeps
from articles.publishing.rendering.body.site_links import is_of_media, is_served
from articles.publishing.rendering.body.wiki_links import WIKI
from markdown_it.token import Token

# The width of the text of a page: page.css.
_COLUMN = 672
_SIZES = f"(min-width: {WIDTH}rem) {WIDTH}rem, 100vw"

_NO_ALT_IN_HTML = 'This image has no alternative text; write what it shows as its `alt`, or `alt=""` if it decorates.'
_NO_ALT_IN_WIKI = "This image has no alternative text; write what it shows behind a bar: `![[a.png|What it shows]]`."
_NO_ALT = "This image has no alternative text; write what it shows between `![` and `]`."
_MISSING = "There is no file `{}`; it is shown by itself as soon as it is uploaded."
_UNKNOWN = "Pages do not show files such as `{}`; use a picture in {}, or a video in MP4 or WebM."
_UNUSABLE = "`{}` is not shown: {}"
_OLDER_SHOWN = "An older version of `{}` is shown: {}"
_PICTURES = ", ".join(dict.fromkeys(each.name for each in FORMATS.values() if each.kind == "picture"))


def place_image(block: Token, token: Token, internal: InternalLinks | None) -> tuple[list[Token], list[Finding]]:
    """Decide how a page shows what an author shows as a picture.

    Args:
        block: The block that has it.
        token: Its token, which may be changed.
        internal: What knows which files there are; None if pictures of the site stay as they are written.

    Returns:
        What stands in its place, and what its author should know.
    """
    source = str(token.attrs["src"])
    form = format_of(source)
    findings = [*_without_words(block, token)] if form is None or form.kind == "picture" else []
    told: list[Finding] = []
    link = internal.names(source, token) if internal else None
    if is_served(source):
        shown = _shown_as(form, token, internal)
    elif internal and link and not internal.counts(link):
        shown = [_picture(token, internal)]
    elif internal and link and is_of_media(link):
        shown, told = _file(block, token, link, internal)
    elif internal and (link or internal.is_within_site(source)):
        message = _UNKNOWN.format(quoted(source), _PICTURES)
        shown, told = _missing(block, token, link, internal), [Finding(block, token, "media-missing", message)]
    elif has_template_code(source) or not keeps(source):
        shown, told = _words(token), [left_out(block, token, "image", source)]
    else:
        told = [insecure(block, token, "image", source)] if is_insecure(source) else []
        shown = [_picture(token, internal)]
    if internal and "srcset" in token.attrs and token.markup == "html":
        told += _place_srcset(block, token, internal)
    return shown, [*findings, *told]


def place_player(block: Token, token: Token, internal: InternalLinks | None) -> tuple[list[Token], list[Finding]]:
    """Decide what a player plays, or where the sources of a picture are; arguments and result as of `place_image`."""
    if internal is None:
        return [token], []
    findings: list[Finding] = []
    for name in ("poster", "src"):
        if name in token.attrs:
            address, told = _address(block, token, str(token.attrs[name]), internal)
            findings += told
            if address:
                token.attrSet(name, address)
            else:
                del token.attrs[name]
    findings += _place_srcset(block, token, internal)
    is_of_nothing = token.nesting == 0 and not {"src", "srcset"} & token.attrs.keys()
    return [] if is_of_nothing else [token], findings


def _place_srcset(block: Token, token: Token, internal: InternalLinks) -> list[Finding]:
    """Point the sources that an author names to where they are, and leave out those that are not there."""
    kept, findings = [], []
    for written, size in sources(str(token.attrs.pop("srcset", ""))):
        address, told = _address(block, token, written, internal)
        findings += told
        kept += [" ".join(filter(None, (address, size)))] if address else []
    if kept:
        token.attrSet("srcset", ", ".join(kept))
    return findings


def _address(block: Token, token: Token, written: str, internal: InternalLinks) -> tuple[str, list[Finding]]:
    """Where something is served that is part of an element; empty if it is not there."""
    link = internal.names(written, token)
    if link is None or not internal.counts(link) or not is_of_media(link):
        return written, []
    file, findings = _found(block, token, link, internal, written)
    if file is None or file.media is None:
        internal.places.append(Place(block, token, link, None))
        return "", findings
    internal.places.append(Place(block, token, link, file, file.media.href, file.media.href))
    return file.media.href, findings


def _file(block: Token, token: Token, link: TextLink, internal: InternalLinks) -> tuple[list[Token], list[Finding]]:
    """How a page shows a file."""
    _name_document(token, link)
    words = plain_text(token.children or [])
    file, findings = _found(block, token, link, internal, str(token.attrs["src"]))
    if file is None or file.media is None:
        return _missing(block, token, link, internal), findings
    href = file.media.href
    internal.places.append(Place(block, token, link, file, href, href, words))
    token.attrSet("src", href)
    if "srcset" not in token.attrs:
        _measure(token, file.media)
    return _shown_as(format_of(href), token, internal), findings


def _missing(block: Token, token: Token, link: TextLink | None, internal: InternalLinks) -> list[Token]:
    """The words of a picture that is not there."""
    del token.attrs["src"]
    if link:
        internal.places.append(Place(block, token, link, None, words=plain_text(token.children or [])))
    return _words(token)


def _name_document(token: Token, link: TextLink) -> None:
    """Give a link to a document words, if its author did not."""
    form, name = format_of(link.targets[0].name), str(token.attrs["src"]).rpartition("/")[2]
    if form and form.kind == "document" and not plain_text(token.children or []):
        token.children = [Token("text", "", 0, content=unquote(name))]
        token.meta["words"] = unquote(name)


def _shown_as(form: Format | None, token: Token, internal: InternalLinks | None) -> list[Token]:
    """What shows something that the site serves: a picture, a player, or a link."""
    if form is None or form.kind == "picture":
        return [_picture(token, internal)]
    words, source = plain_text(token.children or []), str(token.attrs["src"])
    if form.kind == "document":
        text = Token("text", "", 0, content=words)
        return [Token("link_open", "a", 1, attrs={"href": source}), text, Token("link_close", "a", -1)]
    label: dict[str, str | int | float] = {"title": words} if words else {}
    attributes = {"src": source, **label, "controls": "", "preload": "metadata"}
    return [Token(PLAYER, form.kind, 1, attrs=attributes), Token(PLAYER, form.kind, -1)]


def _found(
    block: Token, token: Token, link: TextLink, internal: InternalLinks, written: str
) -> tuple[MediaFile | None, list[Finding]]:
    """The file that a link names, and what its author should know of it."""
    beyond = internal.is_beyond_limit(block, token, link)
    if beyond is not None:
        return None, beyond
    file = internal.leads_to(link)
    if not isinstance(file, MediaFile):
        return None, [Finding(block, token, "media-missing", _MISSING.format(quoted(written)))]
    message = (_OLDER_SHOWN if file.media else _UNUSABLE).format(quoted(written), file.problem)
    return file, findings_of(file, block, token, message)


def _without_words(block: Token, token: Token) -> Iterator[Finding]:
    """That a picture has no alternative text, unless it says that it only decorates."""
    if not token.content.strip() and not token.meta.get("decorative"):
        message = _NO_ALT_IN_HTML if token.markup == "html" else _NO_ALT_IN_WIKI if token.info == WIKI else _NO_ALT
        yield Finding(block, token, "image-alt", message)


def _picture(token: Token, internal: InternalLinks | None) -> Token:
    """A picture. The first one of a page is most likely in view, and is loaded at once."""
    if internal:
        internal.pictures += 1
    token.attrs |= {"fetchpriority": "high"} if internal and internal.pictures == 1 else {"loading": "lazy"}
    token.attrSet("decoding", "async")
    return token


def _measure(token: Token, media: Media) -> None:
    """Say how large a picture is, so that nothing moves when it comes, and in which widths it can be had."""
    if not media.width or not media.height:
        return
    given = {name: str(token.attrs[name]) for name in ("width", "height") if name in token.attrs}
    ratio = media.height / media.width
    if not given:
        token.attrs |= {"width": str(media.width), "height": str(media.height)}
    elif given.keys() == {"width"} and given["width"].isdecimal():
        token.attrSet("height", str(max(1, round(int(given["width"]) * ratio))))
    elif given.keys() == {"height"} and given["height"].isdecimal():
        token.attrSet("width", str(max(1, round(int(given["height"]) / ratio))))
    narrower = [width for width in media.widths or () if width < media.width]
    if narrower:
        offered = [f"/{media.narrower(width)} {width}w" for width in narrower]
        whole = [f"{media.href} {media.width}w"] if media.width < 2 * narrower[-1] else []
        shown = int(token.attrs["width"]) if str(token.attrs.get("width", "")).isdecimal() else _COLUMN
        token.attrSet("srcset", ", ".join([*offered, *whole]))
        token.attrSet("sizes", _SIZES if shown >= _COLUMN else f"{shown}px")


def with_width(html: str, width: int) -> str:
    """The HTML of an answer for a page whose text is so wide, in rem: browsers choose among pictures by that."""
    return (
        html
        if width == WIDTH
        else html.replace(f'sizes="{_SIZES}"', f'sizes="{_SIZES.replace(str(WIDTH), str(width))}"')
    )


def _words(token: Token) -> list[Token]:
    """The words of a picture, in its place."""
    return [Token("text", "", 0, content=plain_text(token.children or []))]
