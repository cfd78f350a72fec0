"""What is served of a file beside the articles: of a picture a copy without metadata, upright; of others themselves."""

from dataclasses import dataclass

from articles.publishing.errors import Problem
from articles.publishing.media import svg
from articles.publishing.media.containers import DamagedError
from articles.publishing.media.facts import Media, address_of
from articles.publishing.media.formats import FORMATS, Format, ending, format_of
from articles.publishing.media.limits import MAX_MEDIA_BYTES, broken, too_large, wrong_type
from articles.publishing.media.signatures import kind_of

# Endings that stand for others in addresses.
_CANONICAL = {"jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Copy:
    """What is served of a file.

    Attributes:
        media: What pages need to know of it, without narrower widths.
        body: Its content.
        problems: What its author should know, although it can be used.
    """

    media: Media
    body: bytes
    problems: tuple[Problem, ...] = ()


def read_media(key: str, body: bytes) -> Copy:
    """Read a file that pages may show, and make what is served of it.

    A still picture loses Exif (with the place where it was taken), XMP, comments, texts, thumbnails, and what is behind
    its end: further pictures, and videos. It is turned as it has to be shown. Only for that it is encoded again, so far
    as its format does not say itself that it is shown turned. Its colour profile stays.

    All others stay as they are. An SVG may have scripts: it has to be served with a policy under which nothing in it
    runs.

    Args:
        key: Its object key.
        body: Its content, or as much of it as is more than `limits.MAX_MEDIA_BYTES`.

    Raises:
        ArticleError: It is too large (`media-too-large`), not what its name says (`media-type`), or damaged
            (`media-broken`).
    """
    form = format_of(key)
    if form is None:
        raise wrong_type("Pages do not show files of this kind", "its name has to end in " + _either(list(FORMATS)))
    if not body:
        raise broken("The file is empty", "upload it again")
    if len(body) > MAX_MEDIA_BYTES:
        raise too_large(f"The file has more than {MAX_MEDIA_BYTES // 1_000_000} MB")
    _check_kind(form, ending(key), kind_of(body))
    width: int | None = None
    height: int | None = None
    is_animated = False
    try:
        if form.name == "SVG":
            width, height = svg.size_of(body)
        elif form.kind == "picture":
            from articles.publishing.media import pictures  # noqa: PLC0415 - Pillow costs 60 ms, and only pictures need it

            picture = pictures.read(body, form.name)
            body, width, height, is_animated = picture.body, picture.width, picture.height, picture.is_animated
    except DamagedError as error:
        raise broken(f"The picture is damaged: {error}") from error
    except MemoryError:
        raise too_large("The picture takes more memory than there is") from None
    address = address_of(key, body, _CANONICAL.get(ending(key), ending(key)))
    return Copy(
        Media(address, form.kind, form.media_type, len(body), width, height, is_animated=is_animated),
        body,
    )


def _check_kind(form: Format, name_ending: str, kind: str | None) -> None:
    """Refuse content that is not what the name says.

    Raises:
        ArticleError: It is not.
    """
    if kind == form.name or (form.name == "SVG" and kind in (None, "XML", "text")):
        return
    export = f"export it again as {form.name}"
    if kind == "Git LFS":
        raise wrong_type("The file only stands for one that Git LFS keeps", "upload the file itself")
    if kind == "gzip" and form.name == "SVG":
        raise wrong_type("The file is a compressed SVG, which cannot be served", "decompress it, and upload that")
    endings = [each for each, other in FORMATS.items() if other.name == kind]
    what = f"{kind}, not {form.name}" if kind else f"not {form.name}"
    why = f"The file is {what}, although its name ends in .{name_ending}"
    raise wrong_type(why, f"let its name end in {_either(endings)}, or {export}" if endings else export)


def _either(endings: list[str]) -> str:
    dotted = [f".{each}" for each in endings]
    return dotted[0] if len(dotted) == 1 else f"{', '.join(dotted[:-1])} or {dotted[-1]}"
