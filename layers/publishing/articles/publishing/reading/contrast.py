"""How well one color can be read on another (WCAG 2.2, contrast ratio), and colors between two others."""

# What WCAG asks of text at level AA.
READABLE = 4.5

_CHANNELS = (1, 3, 5)

# Up to here, a channel of sRGB is linear.
_LINEAR = 0.04045


def contrast(color: str, ground: str) -> float:
    """The contrast ratio of two colors, from 1 to 21; each is written as #rrggbb."""
    low, high = sorted((_luminance(color), _luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def between(color: str, other: str, share: float) -> str:
    """The color that has so large a share of the other, from 0 to 1."""
    parts = ((int(color[at : at + 2], 16), int(other[at : at + 2], 16)) for at in _CHANNELS)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in _CHANNELS)
    red, green, blue = (part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
