r"""Where lines and paragraphs of Markdown end, as patterns that stand after a candidate's backslash.

- End a span within a line where a blank line follows, or the marker of a block: of an item, a heading, a quotation, a
  fence or a row of a table.
  e.g. the ` key⏎- and `a`
- End a displayed formula where a paragraph ends: a blank line.
  e.g. unclosed $$x = 1⏎⏎Next paragraph⏎note
- Take no blank line for the end of a paragraph if the formula ends after it, or if its second newline is a command.
  e.g. $$⏎⏎E = h\nu⏎⏎$$⏎next
  e.g. $$x = 1⏎\nabla f$$
"""

from articles.publishing.reading.escapes.commands import COMMAND

BLOCK_MARKER = r"(?:(?:[-*+]|\d{1,9}[.)]|\#{1,6}|>)[ \t]|`{3}|~{3}|\|[ \t:-])"
BLOCK_END = rf"n[ \t]*+(?:\\n|{BLOCK_MARKER})"
PARAGRAPH_END = rf"n[ \t]*+\\(?!{COMMAND})n(?![ \t]*+(?:\$\$|\\\]|\\end\{{))"
