"""Write the names of emoji that GitHub knows, a line each, from what pymdown-extensions made of GitHub's gemoji.

    pip download --no-deps pymdown-extensions && unzip pymdown_extensions-*.whl pymdownx/gemoji_db.py
    python tests/support/emoji_names.py pymdownx/gemoji_db.py > \
        layers/publishing/articles/publishing/rendering/body/emoji.txt

Both are under the MIT licence, gemoji as "Copyright (c) 2019 GitHub, Inc.".
"""

import runpy
import sys


def names(database: str) -> list[str]:
    """The lines: a name, a space, and the emoji."""
    found = runpy.run_path(database)
    emoji = {
        name.strip(":"): "".join(chr(int(code, 16)) for code in (each.get("unicode_alt") or each["unicode"]).split("-"))
        for name, each in found["emoji"].items()
    }
    emoji |= {name.strip(":"): emoji[target.strip(":")] for name, target in found["aliases"].items()}
    return [f"{name} {emoji[name]}" for name in sorted(emoji)]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in names(sys.argv[1])))
