# ruff: noqa: SIM905, RUF001 - lists would be hundreds of lines long, and odd characters are wanted

"""What authors write, and worse: texts of the tokens of Markdown, LaTeX and YAML, and files made of them."""

from collections.abc import Sequence

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

# Long enough for what grows with the square, and more, of how often something is repeated.
_LONGEST = 6_000
_TIMES = (1, 1, 1, 2, 3, 10, 40, 150, 1000)

ODD = [
    *"\0 \x07 \x1b \x7f \u200b \u200d \u202e \ufeff \ufffd \ufffe \U0010ffff \ue000 \u0301 e\u0301 \xe9 \u0130".split(
        " "
    ),
    *"\xdf \u1e9e \ufb01 \uff1c \U0001f468\u200d\U0001f469 \u0663 \xb2 \u2160 \u5b57 \u05d0 \u0e01\u0e33 \xad".split(
        " "
    ),
    *("\x85", "\xa0", "\u2028", "\r", "\r\n"),
]
HTML = [
    *"<div> </div> <p> </p> <b> </b> <i id=a> <br> <br/> <table> <tr> <td> </td> </table> <ul> <li> </li>".split(),
    *"</ul> <h2> </h2> <pre> </pre> <script> </script> <style> <iframe> </iframe> <video> </video> <svg>".split(),
    *"<math> </svg> <Tabs> </Tabs> <x-y> </x-y> <details> </details> <summary> </summary> <!-- --> {/* */}".split(),
    *"<! <? ?> ]]> { } = > /> <A b={ <a".split(),
    *(" b='", ' c="', " hidden", "\n<div>\n", "\n\n</div>\n\n", "\n  <Tabs>\n    ", "<img src=a alt=b>", "<a href=#a>"),
    *("\nimport a from 'b'\n", "\n\nexport const a = {\n\n", "<iframe src=https://player.vimeo.com/a>"),
    "\n<summary>a</summary>\n",
]
WORDS = ["a", "word", "A word, and another.", "1", "10", "3.14", "é", "x y", " ", "  ", "\t", "\n", "\n\n", ", ", "."]
MARKDOWN = [
    *"* ** _ __ ~ ~~ ` `` ``` ~~~ ! [ ] ( ) ![ ]( [a](b) [a] [^1] < > <b> </b> <!-- --> <? <![CDATA[ & ; &amp;".split(),
    *"&#0; &#x110000; &nbsp; http://a.b/c www.a.b a@b.c <http://a.b> javascript: // | $ $$ -- ... (c) {#id} %s".split(),
    *r"""\ \( \) \[ \] ' " \n \t \\n \u0041 \" \/ \neq \nabla \$ \* \` \| \\""".split(),
    *("\\\n", "  \n", "[a]: b\n", "[^1]: ", "\n# ", "\n## ", "\n###### ", "\n- ", "\n* ", "\n1. ", "\n999999999) "),
    *("\n> ", "\n    ", "\n---\n", "\n===\n", "\n```python\n", "\n```rust\n", "\n```\n", "\n|", "\n: ", "\n- [ ] "),
    *("\n| a | b |\n|---|:-:|\n| c |", "\n- [x] ", "\n$$\n", "{{ x }}", "{% x %}"),
    *("{{< x >}}", "{{</* x */>}}", "{# x #}", "{% raw %}", "{% endraw %}", "{% comment %}", "{% endcomment %}"),
    *(
        "\n{% highlight c %}\n",
        "\n{% endhighlight %}\n",
        '{{< figure src="a" caption="b" >}}',
        "{{< youtube abcdef >}}",
    ),
    *(
        "\n> [!NOTE]\n",
        "\n> [!tip]- ",
        "\n!!! note\n    ",
        '\n??? x "a"\n    ',
        "\n:::note\n",
        "\n:::\n",
        '\n=== "a"\n    ',
    ),
    *("{: .a #b}", "\n{: #b}\n", "{.a}", "{width=3}", "\n{:toc}\n", "\n[TOC]\n", "<!-- toc -->", "==a==", "~a~", "^a^"),
    *('\n=== "a"\n    ', ":smile:", ":", "\n*[a]: b\n", '\n```js title="a" {1}\n'),
]
LATEX = [
    *r"{ } ( ) [ ] ^ _ & \\ ' | + = < > , ! / #1 % ~ $ \frac \frac{ \sqrt \sqrt[ \left( \right) \left. \right".split(),
    *r"\middle| \bigl( \Big \begin{matrix} \end{matrix} \begin{cases} \end{cases} \begin{aligned}".split(),
    *r"\end{aligned} \begin{array}{c|c} \end{array} \begin{align} \end{align} \begin \end \hline \\[2pt]".split(),
    *r"\text{ \mathrm \mathbb{R} \operatorname{a} \sin \lim_ \sum_ \int \limits \over \choose \not \hat".split(),
    *r"\overset{a} \underbrace{ \color{red} \hspace{1em} \tag{1} \label{a} \ref{a} \ce{ \substack{".split(),
    *r"\newcommand{\a}{ \def\a#1{#1#1} \a \let\a \langle \rangle \{ \} \lvert \infty \unknown \, \!".split(),
    *r"\$ \% \_ \href{x}{y} \mbox{ \smash{ √ ∅ × → ²".split(),
    *(r"\ ", r"\rm ", r"\tiny ", r"\alpha ", r"\text{a $b$ c}", r"\ce{2H2 + O2 -> 2H2O}", r"\ce{A <=>[x][y] B^2-}"),
]
YAML = [
    *r""": ? # ' " '' \" | > |- [ ] { } , &a *a !!str !a ! % @ ` --- ... << ~ null true on 0x1f 1e3 00123""".split(),
    *r"2026-03-14 10:30 -1 .inf \x41 \u00e9 \n \ key".split(),
    *(": ", "- ", "\n", "\n- ", "\n  ", "\n    ", "? ", " # a", ">-\n  ", "\n---\n", "\n...\n", "\t", "key: value"),
    *("\nkey: value", "\n  key: value", "[a, b]", "{a: b}", "|\n  text", ">-\n  folded", "a b"),
]
KEYS = [
    *"title article_title question url answer id date date_format post_on_text author subject seo file_name".split(),
    *"related_article1 related_article2 related_article999999 score _schema other".split(),
]
PATHS = [
    *"/ // a A é e\u0301 %41 %C3%A9 %c3%a9 %E9 % %2F %00 . .. ./ .md .json ? # \\ http:// example.com".split(),
    *"learn api feed.atom sitemaps - _ ~ ' ( + @".split(),
]
DATES = r"YYYY MM DD Do dddd MMM h mm A x X [ ] \ - / , of ww LLLL".split()
MOMENTS = ["2026", "-", "03", "3", "14", "99", "0", "T", " ", "10:30", ":59", "Z", "+01:00", ".5", "٣", "0000", "9999"]


def _repeated(unit: str, times: int) -> str:
    return (unit * times)[:_LONGEST]


def _nested(opening: str, inner: str, closing: str, times: int) -> str:
    times = max(1, min(times, _LONGEST // (2 * len(opening + closing))))
    return opening * times + inner + closing * times


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.split("\n"))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def texts(*tokens: Sequence[str]) -> Text:
    """Texts of such tokens, of words and of odd characters, in which some are repeated, or stand in one another."""
    token = st.one_of(*(st.sampled_from(each) for each in tokens), st.sampled_from(WORDS), st.sampled_from(ODD))
    few = st.lists(st.one_of(st.sampled_from(tokens[0]), token), min_size=1, max_size=6).map("".join)
    repeated = st.builds(_repeated, few, st.sampled_from(_TIMES))
    nested = st.builds(_nested, few, few, few, st.sampled_from(_TIMES))
    return st.lists(st.one_of(token, few, repeated, nested), max_size=8).map(lambda parts: "".join(parts)[:_LONGEST])


markdown = st.one_of(
    texts(MARKDOWN),
    texts(HTML, MARKDOWN),
    texts(MARKDOWN, LATEX),
    texts(LATEX).map(lambda latex: f"a ${latex}$ b\n\n$${latex}$$"),
)
latex = texts(LATEX)
yaml = texts(YAML)
paths = texts(PATHS).map(lambda text: text[:1500])
date_formats = texts(DATES)
dates = st.lists(st.sampled_from(MOMENTS), max_size=8).map("".join)

_values = st.one_of(yaml, paths, date_formats, dates, markdown.map(lambda text: text[:300]), st.sampled_from(WORDS))
_entries = st.tuples(st.sampled_from(KEYS), _values).map(lambda entry: f"{entry[0]}: {entry[1]}\n")
# An entry that is what it should be, but for the text in it.
_fitting = st.one_of(
    st.tuples(st.sampled_from(KEYS), _values).map(lambda entry: f"{entry[0]}: {_quoted(entry[1][:200])}\n"),
    st.tuples(st.sampled_from(KEYS), _values).map(lambda entry: f"{entry[0]}:\n  url: {_quoted(entry[1][:200])}\n"),
    date_formats.map(lambda text: f"date: 2026-03-14\ndate_format: {_quoted(text[:500])}\n"),
    texts(PATHS).map(
        lambda path: f"related_article7:\n  url: {_quoted('/' + path[:200])}\n  title: {_quoted(path[:99])}\n"
    ),
)
_answers = st.one_of(
    markdown.map(lambda text: f"---\n\n{text}\n"),
    markdown.map(lambda text: f"answer: |\n{_indented(text)}---\n"),
    markdown.map(lambda text: f"answer: >-\n    {text.replace(chr(10), chr(92) + 'n')}\n---\n"),
    markdown.map(lambda text: f"answer: {_quoted(text)}\n---\n"),
    markdown.map(lambda text: f"answer: {text}\n---\n{text}"),
)
_START = "---\ntitle: A title\nurl: /learn/x/questions/a\n"

# Most can be published; in the others anything may be anywhere.
files = st.one_of(
    _answers.map(lambda answer: _START + answer),
    _answers.map(lambda answer: _START + answer),
    st.tuples(st.lists(_fitting, max_size=4), _answers).map(lambda parts: _START + "".join(parts[0]) + parts[1]),
    st.tuples(st.lists(_entries, max_size=6), _answers).map(lambda parts: "---\n" + "".join(parts[0]) + parts[1]),
    st.tuples(yaml, _answers).map(lambda parts: _START + "".join(parts)),
    st.lists(st.one_of(yaml, markdown, _entries, st.just("---\n")), max_size=6).map("".join),
)
# Bytes of them, some of which are no UTF-8.
contents = st.one_of(
    files.map(lambda text: text.encode("utf-8", "surrogatepass")),
    files.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(files, st.binary(max_size=9)).map(lambda parts: parts[0].encode("utf-8", "surrogatepass") + parts[1]),
    files.map(lambda text: text.encode("utf-16", "surrogatepass")),
    files.map(lambda text: text.encode("latin-1", "replace")),
)
