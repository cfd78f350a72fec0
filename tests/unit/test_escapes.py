# ruff: noqa: RUF001 -- articles have typographic quotes
r"""Newlines written as backslash-n: a text, encoded as the export did it, must come back as its author wrote it."""

import random
import re
import sys
import time
from pathlib import Path

import pytest
import yaml
from articles.publishing.reading.escapes import decode_newlines
from hypothesis import given, settings
from hypothesis import strategies as st
from math_core import LatexToMathML

CORPUS = sorted((Path(__file__).parents[3] / "shared/corpus").glob("*.md"))

# Texts as their authors wrote them, one a line; ⏎ is a newline, and every backslash-n that stands here is to be kept.
FORMULA_IN_A_LINE = r"""
if $a \neq b$ then⏎next
\( x \neq 0 \)⏎not
The energy is $E = h\nu$.⏎Next
Both $x$ and $ \nu $ and $\nu$.⏎⏎More
$\nabla f$ and $\nabla \times \mathbf{F}$⏎- item
$ \neg p \lor \neg q $:⏎⏎| $ p $ | $ \neg p $ |⏎|---|---|⏎| T | F |
$A \not\subset B$, $x \notin A$, $A \ni x$⏎and so on
$n \nmid m$, $a \nparallel b$, $\nexists x$⏎next
$a \nleq b$, $a \ngeq b$, $a \nless b$, $a \ngtr b$⏎next
$A \ncong B$, $a \nsim b$, $\nleftarrow$, $\nRightarrow$, $\nVDash$⏎next
$\nearrow$ and $\nwarrow$, $\natural$, $\natnums$⏎next
\(\neg(p \land q)\)⏎⏎Then \( h\nu \).
\[E = h\nu\]⏎next
$2 \neq 3$ but $10 < x$.⏎note
costs $5.⏎⏎Then $\nu$ is
between $5 and $10 and $h\nu$ is⏎x
$1, 2, \ldots, n$ where $n \neq 0$⏎next
a price of $20/month, $1,000 in all, and $x \ne y$.⏎End
$90^\circ$ and $2n$⏎next
the $n$-th, the $k$th and $\nu$th⏎next
US$5 and A$10, $\nu$⏎next
US\$5 and \$6, $\nu$⏎next
an incomplete $ p \land $ formula⏎⏎- $ \neg q $
$\text{if } n\neq 0$⏎next
$\nu_{n+1}$, $\nu^2$, $\nu1$⏎next
# The $\nabla$ operator⏎text
### Title: $ \neg p $⏎text
| a | b |⏎|---|---|⏎| $\nu$ | \( \neg q \) |⏎| $5 | $6 |
- $a$⏎- $b$⏎⏎$c \ne d$
1. $x \neq 0$⏎2. $y \nmid z$⏎   - $\nu$
unclosed $x + 1⏎⏎Next paragraph⏎note that
unclosed \( x + 1⏎⏎Next paragraph⏎note
cost is 100$ and 200$ in all⏎never $\nu$
`$a` and $h\nu$ and `b$`⏎next
the set $\{\nu, \mu\}$⏎next
$a_n$⏎$b_n$⏎$\nu_n$
$\begin{pmatrix} \nu \\ \mu \end{pmatrix}$⏎next
$\begin{pmatrix}\nu \\ \mu\end{pmatrix}$⏎next
$\begin{pmatrix}\nu\\\nu\end{pmatrix}$⏎next
$\frac{\partial u}{\partial t} = \nu \nabla^2 u$⏎next
**$5**⏎next $\nu$
$3/4$ and $2/n$ and $h\nu$⏎next
$5$ and $\nu$⏎next
$E_n = (n + \tfrac12) h\nu$, $n = 0, 1, 2$⏎next
$n\ne0$, $\nexists\,x$, $a\nmid b$, $\neg\neg p$⏎next
(\(n \neq 0\))⏎⏎next
the null hypothesis ($H_0$)⏎not
(n)⏎($n$)⏎next
$p \nRightarrow q$⏎$\frac{n}{\nu}$
The price rose from $5 to $7, so $\Delta p \neq 0$.⏎Next
It costs $3.50. If $\nu$ is⏎next
$0.05$ and $\alpha \neq 0.05$⏎next
$-1 < a < 1$⏎$\nu$
revenue of $2 million ($\nu$)⏎next
$10,000 and $\nu$⏎next
(a $5 bill) and $\nu$⏎next
$x$⏎   - $y$⏎   - $z \neq 0$
\(a\)⏎\(b\)⏎\(\nu\)
The set $\{n \in \mathbb{N} : n \neq 0\}$⏎next
$\binom{n}{k}$⏎next $\nu$
$\lim_{n \to \infty} \nu_n$⏎next
"$\nu$" is nu⏎next
*$\nu$* and **$\neg p$**⏎next
$p$: "not $q$"⏎$\neg q$
"""

FORMULA_ON_LINES = r"""
$$⏎\nabla \cdot E = 0⏎$$
$$⏎u(t) = 1⏎$$
$$⏎\nu(t) = 1⏎$$
$$E = h\nu$$
$$E = h\nu$$⏎next
$$ \nu = 1 $$⏎next
$$\nu = \frac{c}{\lambda}$$⏎next
text:⏎$$⏎\neg p⏎$$⏎text
text:⏎   $$⏎   \neg p⏎   $$⏎   next
text:⏎   $$ ⏎   \neg p ⏎   $$⏎⏎2. next
$$ ⏎u = 1⏎$$
$$ H_1: \text{At least one } \beta_j \neq 0 $$⏎next
\[⏎\nu = 1⏎\]⏎next
\[⏎u = 1⏎\]⏎next
\[ \nu \]⏎next
$$⏎\begin{pmatrix}⏎a & b \\⏎c & d⏎\end{pmatrix}⏎$$
$$⏎\begin{pmatrix}⏎u & v \\⏎u & w⏎\end{pmatrix}⏎$$
$$⏎\begin{pmatrix}⏎e & f \\⏎i & j⏎\end{pmatrix}⏎$$
$$⏎\begin{pmatrix}⏎\nu & \mu \\⏎\nu & 1⏎\end{pmatrix}⏎$$
$$⏎\begin{pmatrix} \nu \\ \mu \end{pmatrix}⏎$$
$$⏎\begin{pmatrix}\nu\\\mu\end{pmatrix}⏎$$
$$⏎x' = x \cos\theta \\⏎y' = x \sin\theta⏎$$
$$⏎u = 1 \\⏎e = 2 \\⏎i = 3⏎$$
\begin{align*}⏎u &= 1 \\⏎\nu &= 2⏎\end{align*}⏎next
\begin{align}⏎\nabla \cdot E &= 0 \\⏎\nabla \times B &= 0⏎\end{align}
\begin{align}⏎\nabla \cdot E &= 0 \nonumber \\⏎\nabla \times B &= 0 \notag⏎\end{align}
$$⏎\begin{aligned}⏎n &= 1 \\[4pt]⏎u &= 2⏎\end{aligned}⏎$$
$$⏎\begin{array}{c|c}⏎u & v \\⏎\hline⏎1 & 2⏎\end{array}⏎$$
$$⏎\begin{vmatrix}⏎\hat{i} & \hat{j} \\⏎\nu & 1⏎\end{vmatrix}⏎$$
$$⏎\begin{cases}⏎n/2 & \text{if } n \text{ even} \\⏎3n+1 & \text{if } n \not\equiv 0⏎\end{cases}⏎$$
$$⏎\int_0^1 f⏎= 1⏎$$
$$⏎e^{i\pi} + 1 = 0⏎$$⏎next
$$⏎i\hbar \frac{\partial}{\partial t}⏎$$
$$⏎A \ne B⏎$$
$$\sum_{n=1}^\infty \nu_n$$
$$\nabla f⏎$$
$$⏎x⏎⏎y⏎$$⏎⏎then $\nu$
$$⏎⏎E = h\nu⏎⏎$$⏎next
unclosed $$x = 1⏎⏎Next paragraph⏎note
unclosed $$⏎x = 1⏎⏎Next⏎⏎$$⏎u = 1⏎$$
$$x$$ and $$h\nu$$⏎next
$$⏎\newcommand{\R}{\mathbb{R}}⏎\newline x⏎$$
$$⏎\displaystyle \lim\nolimits_{n} x⏎$$
$$⏎a = b \quad \text{(note)}⏎$$
   $$⏎   u = 1⏎   $$
- item⏎  $$⏎  \nu⏎  $$⏎- item
> $$⏎> \nu⏎> $$⏎> next
$$⏎\begin{bmatrix} a & b \\ c & d \end{bmatrix}⏎\begin{bmatrix} \nu \\ u \end{bmatrix}⏎$$
$$x \\⏎u$$
$$⏎\nu \nabla^2 \mathbf{u} - \nabla p⏎$$
$$⏎\mathbf{u} \cdot \nabla \nu \neq \nabla u \nonumber⏎$$
$$⏎\begin{align*}⏎\nabla \cdot E &= \frac{\rho}{\epsilon_0} \\⏎\nabla \times B &= \mu_0 J⏎\end{align*}⏎$$
\[⏎\begin{bmatrix}⏎1 & 0 \\⏎0 & 1⏎\end{bmatrix}⏎\]
\[ \begin{bmatrix} n & e \\ i & u \end{bmatrix} \]⏎next
$$⏎f(x) = ⏎\begin{cases}⏎u & x > 0 \\⏎e & x \ne 0⏎\end{cases}⏎$$
$$⏎\left[ \begin{array}{ccc|c}⏎1 & 2 & 3 & 4 \\⏎u & v & w & \nu⏎\end{array} \right]⏎$$
$$\nabla^2 \phi = 0,$$⏎where
$$⏎x = 1⏎$$ ⏎⏎Next
$$x = 1$$.⏎Next
$$⏎x = 1 \newline y = 2⏎$$
$$⏎x = h⏎⏎
\begin{equation}⏎\nu = 1⏎\end{equation}
\begin{equation} \label{eq:1} ⏎ \nu = 1 ⏎ \end{equation}
\begin{equation}\nu = 1\end{equation}⏎next
\begin{tabular}{ll}⏎a & b \\⏎u & d⏎\end{tabular}⏎next
$$⏎\neg\exists x⏎$$
$$⏎\begin{split}⏎a &= b \\⏎  &\neq c \\⏎  &\nleq d⏎\end{split}⏎$$
**Formula:**⏎$$E = h\nu$$⏎**Next:** $\nu$
$$⏎\Delta E = h\nu \quad (\nu = 1)⏎$$
$$⏎\det \begin{vmatrix} i & j \\ n & e \end{vmatrix} \neq 0⏎$$
$$⏎\sum_{i=1}^{n}⏎i = \frac{n(n+1)}{2}⏎$$
   $$⏎   \begin{pmatrix}⏎   u \\⏎   v⏎   \end{pmatrix}⏎   $$
$$⏎A = \begin{pmatrix} a \\⏎b \end{pmatrix},\quad \nu = \begin{pmatrix}⏎u \\⏎i⏎\end{pmatrix}⏎$$
$$⏎\text{Rate} = -\frac{1}{a}\frac{d[A]}{dt}⏎$$⏎⏎1. **[A]** is
$$⏎p \nRightarrow q \\⏎\neg p⏎$$
$$⏎x \in \mathbb{N}⏎\nu \notin A⏎$$
"""

CODE_SPAN = r"""
The newline `\n` and `\t`.⏎- `a`
Use `printf("a\n")` or `'\n'`.⏎Next
Join with `'\n'.join(x)`.⏎⏎Split with `text.split("\n\n")`.⏎⏎Next
Two are `\n\n` and `\r\n\r\n`.⏎⏎Next `x`
a stray ` backtick⏎⏎and `code\n` here⏎next
a stray ` backtick⏎- `a`⏎- `b\n`
``a `\n` b``⏎next
The key ` is a backtick.⏎⏎Then ` again.⏎next
`C:\new\notes`⏎next
(e.g., `C:\MinGW\bin`).⏎5. Click
`a\nb`⏎`c`⏎`d`
`[^\n]+` and `/\r?\n/g`⏎next
`map (\n -> n + 1) xs`⏎next
`print("Total:\n - x")`⏎next
- `\n`: newline⏎- `\t`: tab
| `\n` | newline |⏎|---|---|⏎| `\t` | tab |
`\`⏎next⏎`a`
1. `a`⏎2. `b`⏎⏎`c`
`\nabla` gives $\nabla$⏎next
`` ` `` and `\n`⏎next
**`\n`** is a newline⏎next
`x`⏎⏎`y`⏎⏎`z\n`
`C:\`⏎next⏎`a\n`
(`\n`) and `'\n'`⏎next
`a` ⏎`b`⏎⏎- `c`⏎- `d\n`
`git commit -m "a\n\nb"`⏎next
`echo -e "Hello\nWorld"`⏎next
`sed 's/\n/ /'`⏎`awk '{print}'`
`$x$`⏎$\nu$⏎`$`
`a` and `b`.⏎⏎## `c`⏎`d`
`f"{x}\n"` or `f'{y}\n'`⏎next
### `\n` and `\r`⏎text
| `\n` |⏎|---|⏎| `\r\n` |⏎⏎next
`App\notify`⏎next
`(\n acc -> n)`⏎next
"""

PROSE = r"""
A.⏎⏎### H⏎⏎1. **x**:⏎   - y
ends with a newline ('\n') char.⏎Next
ends with "\n" here.⏎Next
ends with (\n) here.⏎Next
ends with “\n” here.⏎Next
ends with ‘\n’ here.⏎Next
uses '\r\n' or "\n\n".⏎Next
It costs $5 or $10.⏎New⏎nu
He said "x"⏎⏎"Y" she said
"Yes."⏎"No."⏎"Never."
"Yes, indeed"⏎"No"⏎next
The \n character⏎next
Escapes such as \n, \t and \r⏎next
Windows ends lines with \r\n and Unix with \n.⏎Next
Ends with \r\n.⏎Next
open C:\new\notes and⏎next
open C:\new\notes.txt⏎Next
Save it in C:\Temp⏎Then run it
Save it in C:\Users\name\notes.⏎Next
In C:\Program Files\node\bin⏎Next
Run `C:\new`⏎⏎- item C:⏎- next
Vitamin C:⏎note the dose
Answer C:⏎nothing
drive C:⏎⏎next
%APPDATA%\npm⏎Next
a \neq b without dollars⏎next
the operator \nabla f⏎next
(\nabla f)⏎next
x\neq y⏎next
trailing space ⏎next
city. ⏎⏎### Role
For a matrix ⏎⏎$$⏎A⏎$$
similar to: ⏎   ```excel⏎   =A⏎   ```
hard break  ⏎exists here
hard break  ⏎(b) At least
where:⏎- $ m $ is the mass,⏎- x
| a | b |⏎|---|---|⏎| 1 | 2 |⏎⏎next
> quote⏎> more⏎⏎next
text⏎---⏎more
* a⏎* b⏎    * c⏎+ d
notation⏎new⏎node⏎normal
the users'⏎'quoted' text
[official website](https://x.org/).⏎2. Install
a\\nb stays
C:\\new\\notes⏎next
print("Hello\n") prints⏎next
use print("a\nb"); then⏎next
cout << "Hello\n";⏎next
- \n is a newline⏎- \t is a tab
the lambda (\n -> n + 1)⏎next
the regex /\n/ and [\r\n]⏎next
⏎leading⏎trailing⏎
⏎⏎⏎
don't⏎won't⏎can't
The value is "5"⏎next "6"⏎
Use "a\nb" as text.⏎Next
&nbsp;⏎next
1. a⏎⏎   b⏎⏎2. c
a⏎1. b⏎2) c
(note)⏎(next)⏎[x]⏎[y]
i. e.⏎ii. e. g.⏎i = 0
**bold**⏎**more**⏎*it*
https://x.org/n⏎https://x.org/m
naïve⏎é⏎ü⏎“x”
Title⏎=====⏎⏎note⏎----⏎
<br>⏎<table>⏎<tr>⏎
- a⏎   - b⏎     - c⏎- d
text[^1]⏎⏎[^1]: note
the newline character \n is⏎next
use \n for newline⏎next
newline (\n), tab (\t)⏎next
the sequence \r\n.⏎Next
(\r\n)⏎next
"\r\n" and '\t'⏎next
/etc/nginx⏎/usr/bin/node⏎next
C:\nginx⏎Next
the share \\server\share\new⏎Next
1/2⏎n⏎n
H_0⏎H_1⏎n_1
😀⏎naïve⏎
1. **A**:⏎   - b⏎   - c⏎⏎2. **D**:⏎   - e⏎
Q: What?⏎A: Nothing.⏎nothing
A:⏎a) x⏎b) y⏎n) z
:⏎:⏎;⏎,
Let A \neq B, and x \notin C⏎next
for all x \in A, \nexists y⏎next
\(x\)⏎\[y\]⏎$z$⏎`w`⏎*v*
He said, "No."⏎Nobody "knew"⏎
the "n"⏎the 'n'⏎(n)
a | b⏎--- | ---⏎1 | 2
*note*⏎_note_⏎~note~⏎
Dr.⏎Mr.⏎no.⏎
2 * 3⏎= 6⏎< 7⏎> 5
x = "a"⏎y = 'b'⏎
C:\Users\nick\notes.txt⏎next
writes b'\n' or r"\n" there⏎next
"""

FENCE = r"""
```⏎127.0.0.1 server⏎```
```⏎^[^\n]+[\r\n]$⏎```
```⏎a \neq b⏎next⏎```
```⏎C:\Users\name> cd C:\Temp⏎cd ..⏎```
text⏎   ```bash⏎   cat -n x⏎   ```⏎⏎2. next
1. a⏎     ```python⏎     print("x\n")⏎     n = 1⏎     ```⏎2. b
1. ```bash⏎   npm start⏎   ```⏎2. next
- ```c⏎  puts("a\n");⏎  ```⏎- next
> ```c⏎> puts("a\n");⏎> n++;⏎> ```⏎> next
~~~c⏎puts("a\n");⏎```⏎n++;⏎~~~⏎next `\n`
````markdown⏎```c⏎puts("a\n");⏎```⏎````⏎next `\n`
text⏎```⏎⏎code⏎⏎```⏎⏎$\nu$
```⏎```⏎next $\nu$
Output: ```c⏎puts("a\n");⏎n++;⏎```⏎next
```{python}⏎print("a\n")⏎```
```⏎Traceback (most recent call last):⏎  File "x.py", line 1⏎NameError: name 'x' is not defined⏎```
```⏎Hello, World!⏎$ ls⏎node  notes⏎$ it's⏎```
1. **A**:⏎   ```bash⏎   npm i⏎   ```⏎⏎2. **B**:⏎   ```bash⏎   node x⏎   ```⏎⏎   or⏎⏎The end `\n`.
- a:⏎    ```python⏎    print("x\n")⏎    ```⏎- b
   - c⏎     ```c⏎     printf("%d\n", n);⏎     ```⏎   - d
"""

C = r'''
```c⏎printf("%d\n", n);⏎    return 0;⏎```
```c⏎putchar('\n');⏎x = 1; // don't stop⏎y = 2;⏎```
```c⏎print("a\\nb")⏎```
```c⏎#include <stdio.h>⏎⏎int main() {⏎    printf("Hello, World!\n");⏎    return 0;⏎}⏎```
```c⏎printf("a\nb\nc\n");⏎printf("x: %d\n" , x);⏎```
```c⏎if (c == '\n' || c == '\'' || c == '"') {⏎    n++;⏎}⏎```
```c⏎char *s = "line 1\n"⏎          "line 2\n";⏎```
```c⏎case '\n':⏎    break;⏎```
```c⏎printf("%" PRIu64 "\n", n);⏎next⏎```
```c⏎printf("%"PRIu64"\n", n);⏎next⏎```
```cpp⏎std::cout << "Hi\n" << x << "\n";⏎std::cout << '\n';⏎```
```cpp⏎std::cout << "a: " << a << "\nb: " << b << "\n";⏎```
```c⏎/* don't⏎ * worry */⏎puts("x\n");⏎```
```c⏎// prints "a\n" to stdout⏎// isn't it⏎n = 1;⏎```
```c⏎puts("{\n");⏎puts("}\n");⏎```
```rust⏎fn f<'a>(x: &'a str) -> &'a str {⏎    println!("x\n");⏎    x⏎}⏎```
```rust⏎fn f<'a>(c: char) -> bool {⏎    c == '\n'⏎}⏎```
```java⏎System.out.println("a\n" + b + "\n");⏎char c = '\n';⏎```
```java⏎String s = """⏎    Hello⏎    """;⏎int n = 1;⏎```
```go⏎fmt.Printf("%d\n", n)⏎var s = `raw`⏎```
```c⏎puts("a\n");⏎n++;⏎// unclosed
```c⏎a = b; /* "unbalanced */⏎puts("x\n");⏎```
```c⏎// Replace \n with a space⏎n++;⏎```
```c⏎fputs("a\r\n", f);⏎c = '\t';⏎n = '\0';⏎```
```c⏎printf("\nEnter: ");⏎scanf("%d", &n);⏎printf("\t%d\n", x);⏎```
```c⏎printf("%c\n", '"');⏎printf("\"%s\"\n", s);⏎char nl = '\n', tab = '\t';⏎```
```c⏎while ((c = getchar()) != '\n' && c != EOF)⏎    ;⏎char s[] = "a\n\0b";⏎```
```c⏎printf("Line1\n\nLine2\n");⏎fprintf(stderr, "x\n");⏎// it's "quoted"⏎n--;⏎```
```c⏎#define N 10⏎#define S "a\n"⏎#error don't⏎int n;⏎```
```c⏎int a[] = {⏎    1⏎};⏎/* the \n character */⏎printf("a = "⏎       "%d\n", a[0]);⏎```
```c++⏎cout << "Name: " << name << "\n"⏎     << "Age: " << age << endl;⏎cout << "=== Menu ===\n";⏎```
```kotlin⏎println("a\n${x}")⏎val s = """⏎    a⏎""".trimIndent()⏎```
```asm⏎msg db "a", 10⏎; it's⏎mov n, 1⏎```
```c⏎if (x)⏎{⏎    puts("a"); /* it's */⏎}⏎else⏎    puts("b\n");⏎```
```java⏎for (int n = 0; n < 3; n++)⏎    System.out.print(n + "\n");⏎out.printf("%s%n\n", "x");⏎```
```c⏎char *p = "C:\\new\\notes\n";⏎next();⏎```
'''

PYTHON = r'''
```python⏎print("a\nb")⏎print('c\n')⏎```
```python⏎def f(x):⏎    """Doc.⏎⏎    More.⏎    """⏎    return x⏎```
```python⏎s = """first⏎second"""⏎print(s)⏎```
```python⏎def f():⏎    """Split at '\n' and join."""⏎    return '\n'.join(x)⏎```
```python⏎# Don't stop⏎text = "it's\n"⏎names = ['a', 'b']⏎```
```python⏎print(f"{x}\n{y}")⏎print(f'{d["a"]}\n')⏎print(r"\n")⏎print(b'\n')⏎```
```python⏎with open("f.txt") as f:⏎    lines = f.read().split("\n")⏎```
```python⏎print("He said \"hi\"\n")⏎n = 1⏎```
```python⏎x = 1⏎eq = x⏎node = 2⏎not_x = not x⏎```
```python⏎import numpy as np⏎nu = 0.5⏎ne = 1⏎```
```python⏎re.sub(r"\s+\n", "\n", text)⏎re.split(r'\r?\n', text)⏎```
```python⏎plt.title(r"$\nabla f$")⏎plt.show()⏎```
```python⏎# the 'x' key⏎print('a', end='\n')⏎```
```python⏎print("=" * 10 + "\n")⏎print('-' * 10)⏎```
```python⏎a = 'don\'t\n'⏎b = 2⏎```
```python⏎sep = "\n\n"⏎x = sep.join(y)⏎```
```python⏎print('Hello, ' + name + '!\n')⏎next(x)⏎```
```python⏎>>> "a\nb"⏎'a\nb'⏎>>> n⏎```
```python⏎path = "C:\new\notes"⏎n = 1⏎```
```python title="x.py"⏎n = 1⏎```
```python⏎print("\nMenu:")⏎print("\n1. a\n2. b")⏎n = input("\nEnter: ")⏎```
```python⏎print("It's", 'a "test"')⏎s = 'It\'s\n'⏎```
```python⏎print("A\n", end="")⏎print('-' * 20, "\n")⏎```
```python⏎x = "a" if y else "b\n"⏎z = ["a\n", "b\n"]⏎w = {"k": "v\n"}⏎```
```python⏎"a\n".strip()⏎"%s\n" % x⏎"{}\n".format(x)⏎```
```python⏎print("a\n" "b\n")⏎print(" \n ")⏎print(",\n")⏎print("(\n")⏎print("[\n" + x + "\n]")⏎```
```python⏎f.write(line + "\n")⏎f.write("\n")⏎print("=\n")⏎print('"\n"', "'\n'")⏎```
```python⏎"""Isn't long."""⏎⏎X = """a "quoted" word⏎and more"""⏎print("b\n")⏎```
```python⏎# Press the 'n key⏎print('%d' % n)⏎```
```python⏎# Whatever is "quoted⏎# over two lines"⏎n = 1⏎```
```python⏎print("unclosed)⏎n = 1⏎```
```python⏎# It's the "first\n" one⏎# 'n' is the number⏎n = 1⏎```
```python⏎for i in range(n):⏎    print(i)⏎else:⏎    print("done\n")⏎```
```python⏎text = ("first\n"⏎        "second\n")⏎name = 'x'⏎```
```python⏎d = {'a': 1, 'n': 2}⏎for k in d: print(f'{k}: {d[k]}\n')⏎```
```python⏎print("Sum:\na + b =", a + b)⏎print("x = %d\ny = %d\n" % (x, y))⏎```
```python⏎>>> print('a\nb')⏎a⏎b⏎>>> 'it\'s'⏎"it's"⏎```
```python⏎s = "He said: 'no\n'"⏎t = 'She said: "n\n"'⏎u = n⏎```
```python⏎# Print a newline ("\n")⏎# Use \n to break⏎print()⏎```
'''

PYTHON_APOSTROPHES = r"""
```python⏎def f(x):⏎    '''Doc isn't "quoted".⏎    More.⏎    '''⏎    return "a\n"⏎```
```python⏎class A:⏎    '''It's a class.'''⏎    def f(self):⏎        '''Don't.'''⏎        return 'n\n'⏎```
"""

JAVASCRIPT = r"""
```javascript⏎const poem = `Roses are red,⏎Violets are blue`;⏎```
```javascript⏎log(`a⏎b`);⏎log(`Name: ${name}\nAge: ${age}`);⏎log(`\n${a}\n${b}\n`);⏎```
```javascript⏎console.log("a\nb");⏎console.log('c\n');⏎```
```javascript⏎const s = `Hello ${name}\nBye`;⏎next();⏎```
```javascript⏎const html = `⏎  <div>⏎    ${x}⏎  </div>⏎`;⏎next();⏎```
```js⏎const sql = `⏎SELECT *⏎FROM t⏎WHERE n = 1⏎`;⏎const x = 'a\n';⏎```
```javascript⏎const lines = text.split(/\n/);⏎const x = text.replace(/\r?\n/g, "<br>");⏎```
```javascript⏎const a = b / c;⏎const n = d / e;⏎```
```javascript⏎text.split('\n').map(l => l.trim()).join("\n");⏎// isn't⏎const y = 'z';⏎```
```javascript⏎x.replace(/['"]/g, "");⏎const b = 'x\n';⏎```
```js⏎const t = `⏎  ${items.join("\n")}⏎`;⏎```
```js⏎// https://example.org/n⏎/* a */⏎/** doc */⏎f();⏎```
```json⏎{⏎  "text": "a\nb",⏎  "n": 1⏎}⏎```
```javascript⏎const s = `${a ? "x\n" : 'y'}\n`;⏎const r = /^\s*\n/gm;⏎const t = "it's\n";⏎```
```js⏎// it's⏎const a = 'It\'s';⏎console.log(`\n`);⏎alert("a\n\nb");⏎```
```jsx⏎return (⏎  <p className="x">It's</p>⏎  <p>Don't</p>⏎);⏎```
```ts⏎type A = 'a' | 'b';⏎const x: string = "a\n";⏎```
```js⏎const a = [⏎  'x',⏎  "y",⏎];⏎a.join(',\n');⏎```
```css⏎a::before {⏎  content: "\n";⏎}⏎```
```html⏎<p class="x">it's</p>⏎<p>don't</p>⏎<a href="n">⏎</a>⏎```
"""

FUNCTIONAL = r"""
```haskell⏎main :: IO ()⏎main = putStrLn "a\nb"⏎⏎foldl' f x⏎```
```haskell⏎map (\n -> n + 1) xs⏎filter (\num -> num > 2) ys⏎```
```haskell⏎f x' = x'⏎g y' = lines "a\n"⏎h c = c == '\n'⏎```
```haskell⏎fac 0 = 1⏎fac n = n * fac (n - 1)⏎⏎nub xs = xs⏎```
```haskell⏎forM_ xs $ \n -> print n⏎```
```haskell⏎f :: Int -> Int⏎f n = case n of⏎  0 -> 1⏎  n -> n⏎```
```lisp⏎(list 'a 'b)⏎(list 'c '(1 2))⏎(format t "x~%\n")⏎```
```haskell⏎-- don't⏎let x' = 1⏎    y' = 2⏎putStrLn $ "a" ++ "\n" ++ "b"⏎```
```haskell⏎foldr (\n acc -> n + acc) 0 xs⏎zipWith (\n m -> n * m) xs ys⏎let n = 1⏎```
```haskell⏎data T = A | B⏎⏎f 'a' = 'b'⏎f c | c == '\n' = ' '⏎    | otherwise = c⏎```
```haskell⏎import Data.List (nub)⏎⏎main = do⏎  let s = unlines ["a", "b"]⏎  mapM_ print [1..n]⏎```
```scheme⏎(define (n x) '(a b))⏎(display "a\n")⏎(newline)⏎```
"""

SHELL = r"""
```bash⏎echo "$(<example.txt)"⏎```
```bash⏎echo -e "a\nb"⏎printf '%s\n' "$x"⏎tr ' ' '\n' < f⏎```
```bash⏎npm install⏎nano /etc/hosts⏎node app.js⏎```
```bash⏎# Don't run as root⏎sed 's/,/\n/g' f⏎awk '{ print $1 "\n" }' f⏎```
```bash⏎IFS=$'\n'⏎for f in *; do⏎  echo "$f"⏎done⏎```
```bash⏎curl -X POST -d '{⏎  "name": "x",⏎  "n": 1⏎}' http://localhost⏎next⏎```
```bash⏎awk '⏎  { print $1 "\n" }⏎' f⏎next⏎```
```bash⏎# comment⏎PS1="\u@\h:\w\n\$ "⏎ls⏎```
```bat⏎cd C:\new\notes⏎dir⏎```
```bash⏎cat <<EOF⏎It's "quoted"⏎EOF⏎echo "n\n"⏎```
```bash⏎sed ':a;N;$!ba;s/\n/ /g' f⏎awk 'BEGIN{RS="\n\n"} {print}' f⏎perl -pe 's/\n/,/' f⏎```
```bash⏎python3 -c 'print("a\nb")'⏎grep -P "a\nb" f⏎tr -d '\n' < f⏎```
```bash⏎find . -name '*.n'⏎echo "It's" > "f"⏎# users' files⏎ls⏎```
```bash⏎case "$x" in⏎  n) echo 'no';;⏎esac⏎PS1='\u\n\$ '⏎```
```bash⏎docker run -d -p 80:80 nginx⏎sudo systemctl restart nginx⏎```
```bash⏎for f in *.txt; do⏎    name="${f%.txt}"⏎    echo "$name"⏎done⏎```
```dockerfile⏎RUN echo "a\n" > f⏎CMD ["node", "x"]⏎```
```powershell⏎cd C:\new⏎Write-Host "a`nb"⏎Get-ChildItem C:\Users⏎```
"""

OTHER_LANGUAGES = r"""
```plaintext⏎Router(config)# line vty 0 4⏎Router(config-line)# login⏎```
```plaintext⏎It's a line⏎and that's another⏎```
```excel⏎=LINEST(B3:B7, A3:A7, TRUE)⏎=SUBSTITUTE(A1, CHAR(10), "\n")⏎```
```latex⏎\newcommand{\R}{\mathbb{R}}⏎\begin{equation}⏎E = h\nu⏎\end{equation}⏎```
```tex⏎\noindent Now⏎\nabla f⏎```
```yaml⏎key: "a\nb"⏎note: it's⏎other: that's⏎```
```matlab⏎A = B' * C';⏎fprintf('%d\n', x);⏎D = [1 2]';⏎```
```sql⏎SELECT 'a' || E'\n' || b⏎FROM t⏎WHERE n = 'x'⏎```
```r⏎cat("a\n")⏎n <- 1⏎```
```php⏎echo "a\n";⏎echo 'b';⏎```
```perl⏎print "a\n";⏎$x =~ s/\n/ /g;⏎$x =~ /\n/;⏎```
```vb⏎' A comment⏎Dim n⏎' Another comment⏎```
```plaintext⏎Height: 6"⏎Width: 4"⏎n: 3⏎```
```sql⏎-- don't⏎SELECT 'it''s', n⏎FROM t⏎WHERE name = 'x';⏎```
```sql⏎INSERT INTO t VALUES⏎  ('a', 1),⏎  ('b', 2);⏎```
```matlab⏎disp('a'); % it's⏎x = y';⏎z = [a; b]';⏎fprintf("a\n");⏎```
```diff⏎- printf("a\n");⏎+ printf("b\n");⏎```
```ruby⏎puts "a\n"⏎puts 'b'⏎x =~ /\n/⏎y.split(/\n/)⏎```
```text⏎He said "no"⏎n = 5 "units"⏎she's⏎```
```prolog⏎likes('Bob', x).⏎nl, write('a\n').⏎```
```yaml⏎a: 'it''s'⏎b: "n\n"⏎c: don't⏎```
```ini⏎name = it's⏎path="C:\new"⏎n=1⏎```
"""

# Commands beginning with n that math-core renders.
RENDERED = """
nabla natnums natural ncong ne nearrow neg negmedspace negthickspace negthinspace neq nequiv newline nexists ngeq
ngeqq ngeqslant ngtr ngtrless ngtrsim ni nLeftarrow nLeftrightarrow nRightarrow nVDash nVdash nleftarrow
nleftrightarrow nleq nleqq nleqslant nless nlesssim nmid nobreakspace nonumber not notag notin notni nparallel nprec
npreceq nrightarrow nsim nsubset nsubseteq nsubseteqq nsucc nsucceq nsupset nsupseteq nsupseteqq ntriangleleft
ntrianglelefteq ntriangleright ntrianglerighteq nu nvDash nvdash nwarrow
"""


def lines(block: str) -> list[str]:
    return block.split("\n")[1:-1]


def encode(text: str) -> str:
    return text.replace("⏎", "\\n")


def decoded(encoded: str) -> str:
    return decode_newlines(encoded).replace("\n", "⏎")


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (r"A.\n\n### H\n\n1. **x**:\n   - y", "A.⏎⏎### H⏎⏎1. **x**:⏎   - y"),
        (r"if $a \neq b$ then\nnext", r"if $a \neq b$ then⏎next"),
        (r"\( x \neq 0 \)\nnot", r"\( x \neq 0 \)⏎not"),
        (r"$$\n\nabla \cdot E = 0\n$$", r"$$⏎\nabla \cdot E = 0⏎$$"),
        (r"$$\nu(t) = 1\n$$", "$$⏎u(t) = 1⏎$$"),
        (r"$$\n\nu(t) = 1\n$$", r"$$⏎\nu(t) = 1⏎$$"),
        (r"$$E = h\nu$$", r"$$E = h\nu$$"),
        (
            r"$$\n   \hat{i} & \hat{k} \\\n   A_x & A_z\n$$",
            r"$$⏎   \hat{i} & \hat{k} \\⏎   A_x & A_z⏎$$",
        ),
        (
            r'```c\nprintf("%d\n", n);\n    return 0;\n```',
            r'```c⏎printf("%d\n", n);⏎    return 0;⏎```',
        ),
        (
            r"```c\nputchar('\n');\nx = 1; // don't stop\ny = 2;\n```",
            r"```c⏎putchar('\n');⏎x = 1; // don't stop⏎y = 2;⏎```",
        ),
        (r'```\nprint("a\\nb")\n```', r'```⏎print("a\\nb")⏎```'),
        (r"The newline `\n` and `\t`.\n- `a`", r"The newline `\n` and `\t`.⏎- `a`"),
        (r"ends with a newline ('\n') char.\nNext", r"ends with a newline ('\n') char.⏎Next"),
        (r"It costs $5 or $10.\nNew\nnu", "It costs $5 or $10.⏎New⏎nu"),
    ],
)
def test_the_table_of_the_format(encoded: str, expected: str) -> None:
    assert decoded(encoded) == expected


@pytest.mark.parametrize("text", lines(FORMULA_IN_A_LINE))
def test_a_formula_in_a_line_keeps_its_commands(text: str) -> None:
    assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", lines(FORMULA_ON_LINES))
def test_a_formula_on_lines_keeps_commands_and_gets_its_lines_back(text: str) -> None:
    assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", lines(CODE_SPAN))
def test_a_code_span_is_kept(text: str) -> None:
    assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", lines(PROSE))
def test_prose_has_newlines_unless_they_are_named(text: str) -> None:
    assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", lines(FENCE))
def test_a_fence_begins_and_ends_where_its_author_meant(text: str) -> None:
    assert decoded(encode(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *lines(C),
        *lines(PYTHON),
        *lines(PYTHON_APOSTROPHES),
        *lines(JAVASCRIPT),
        *lines(FUNCTIONAL),
        *lines(SHELL),
        *lines(OTHER_LANGUAGES),
    ],
)
def test_code_keeps_the_escapes_in_its_literals(text: str) -> None:
    assert decoded(encode(text)) == text


CLOSED = [
    text
    for block in (FORMULA_IN_A_LINE, FORMULA_ON_LINES, CODE_SPAN, PROSE, FENCE, C, PYTHON, JAVASCRIPT, SHELL)
    for text in lines(block)
    if "unclosed" not in text and not re.fullmatch(r"\$\$.*⏎⏎[^$]*(\$\$.*)?", text)
]


@given(st.lists(st.sampled_from(CLOSED), min_size=2, max_size=8))
@settings(max_examples=200, deadline=None)
def test_paragraphs_do_not_disturb_each_other(texts: list[str]) -> None:
    text = "⏎⏎".join(texts)
    assert decoded(encode(text)) == text


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (r"`for (;;) {\n  x\n}`", r"`for (;;) {⏎  x\n}`"),
        (r"the ` key\n- and `a`", "the ` key⏎- and `a`"),
        (r"$a\nint$ and $a\nimport$", "$a⏎int$ and $a⏎import$"),
        (r"$$\nu = 1", "$$⏎u = 1"),
        (r"$$\nu\\n$$", r"$$\nu\\n$$"),
        (r"\begin{a}\nu\n\n\end{a}", r"\begin{a}⏎u⏎⏎\end{a}"),
        (r"$$\n\begin{a}\n\begin{b}\nu\n$$", r"$$⏎\begin{a}⏎\begin{b}⏎u⏎$$"),
        (r"$$\begin{a}\nu\\\nu \\\nu\end{a}$$", r"$$\begin{a}⏎u\\⏎u \\⏎u\end{a}$$"),
        (r"\end{a}\nu \begin{a}x\end{b}\nu", r"\end{a}⏎u \begin{a}x\end{b}⏎u"),
        (r"$$\end{a}\nx$$", r"$$\end{a}⏎x$$"),
        ("~~~ a\\\\nb", "~~~ a\\\\nb"),
        ("```a\\nb\\\\n```", "```a⏎b\\\\n```"),
        ("```a\\nb\\\\\\n```", "```a⏎b\\\\⏎```"),
        ("```\\nb\\", "```⏎b\\"),
    ],
)
def test_what_is_unclosed_or_odd_is_read_by_the_rules_alone(encoded: str, expected: str) -> None:
    assert decoded(encoded) == expected


@pytest.mark.parametrize(
    "name",
    RENDERED.split(),
)
def test_a_command_that_the_renderer_knows_is_kept(name: str) -> None:
    LatexToMathML().convert_with_local_state(rf"\begin{{align}} a \{name} b \end{{align}}", displaystyle=True)
    for text in (rf"$a \{name} b$", rf"\(\{name}\)", rf"$$⏎a \{name} b⏎\{name}⏎$$", rf"a \{name} b⏎c"):
        assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", ["", "a", "a\nb", "a\nb\\nc", "\\n\n", "a\\tb", "\\", "$\\nu$ \n x"])
def test_text_with_real_newlines_or_without_encoded_ones_is_unchanged(text: str) -> None:
    assert decode_newlines(text) == text


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("around", ["a{}b", "${}x$", "$${}x$$", "```c\\n{}x\\n```", "`{}-", "({}]"])
def test_an_even_number_of_backslashes_is_text(around: str, count: int) -> None:
    encoded = around.format("\\" * count + "n")
    kept = "\\" * count + "n" in decode_newlines(encoded)
    assert kept or count % 2 == 1
    assert "\\" * (count - 1) in decode_newlines(encoded)


# What the contexts are made of, so that random texts have spans, broken ones above all.
PIECES = [
    *(
        "\\n",
        "\\n\\n",
        "\\\\",
        "\\",
        "n",
        "\\nu",
        "\\neq",
        "\\t",
        "\\r\\n",
        " ",
        "  ",
        "a",
        "0",
        "-",
        ".",
        "|",
        "/",
        "é",
    ),
    *("$", "$$", "`", "``", "```", "~~~", "\\(", "\\)", "\\[", "\\]", "\\begin{a}", "\\end{a}", "\\begin{", "{", "}"),
    *(
        '"',
        "'",
        '"""',
        "'''",
        "“",
        "”",
        "(",
        ")",
        "[",
        "]",
        "# ",
        "- ",
        "> ",
        "1. ",
        "C:\\",
        "$5",
        "//",
        "c",
        "bash",
        "->",
    ),
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
@settings(max_examples=400, deadline=None)
def test_encoding_what_was_decoded_gives_the_input_back(text: str) -> None:
    result = decode_newlines(text)
    if "\n" in text:
        assert result == text
    else:
        assert result.replace("\n", "\\n") == text
    assert decode_newlines(result) == result


MEGABYTE = 1_000_000
UNITS = [
    *("\\n", "\\n- ", "\\n> - 1. ", "\\", "\\\\\\n", "\\nu", "\\r\\n ", "\\t", "~~~ ", "C:\\n", "(\\n a"),
    *("$a", "$\\nu", "$5 ", "$$ ", "\\(", "\\[\\n", "\\begin{a}", "\\begin{a}\\nu", "\\end{a}"),
    *("` ", "``` ", "\\```a", "x```a\\n", "([", "[", '"a', "'a ", 'a("', "“"),
]
FENCED = ['"', "`a", "\\n'", "=/[", "# \\n a "]


def seconds_to_decode(text: str) -> float:
    """Processor time, without what measuring the coverage takes."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        start = time.process_time()
        decode_newlines(text)
        return time.process_time() - start
    finally:
        sys.settrace(tracer)


def distinct_environments() -> str:
    names = (f"{number:06d}".translate(str.maketrans("0123456789", "abcdefghij")) for number in range(MEGABYTE // 14))
    return "".join(f"\\begin{{{name}}}" for name in names)


def mixture(seed: int) -> str:
    chosen = random.Random(seed)
    return "".join(chosen.choices(chosen.sample(PIECES, 12), k=MEGABYTE // 2))[:MEGABYTE]


@pytest.mark.parametrize(
    "text",
    [
        *(pytest.param(unit * (MEGABYTE // len(unit)), id=unit) for unit in UNITS),
        *(pytest.param("```js\\n" + unit * (MEGABYTE // len(unit)), id=f"fence {unit}") for unit in FENCED),
        pytest.param("".join("`" * length + " " for length in range(1, 1400)), id="runs of every length"),
        pytest.param(distinct_environments(), id="environments of every name"),
        *(pytest.param(mixture(seed), id=f"mixture {seed}") for seed in range(4)),
    ],
)
def test_a_megabyte_of_anything_takes_less_than_two_seconds(text: str) -> None:
    # A neighbour on the same core may slow a run down, but not each of three.
    assert any(seconds_to_decode(text + "\\n") < 2 for _ in range(3))


@pytest.mark.skipif(not CORPUS, reason="the corpus is not here")
@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_a_real_answer_keeps_backslash_n_in_formulae_and_code_alone(file: Path) -> None:
    front_matter = file.read_text(encoding="utf-8").split("\n---")[0].removeprefix("---")
    answer = decode_newlines(yaml.load(front_matter, Loader=yaml.BaseLoader)["answer"])
    assert "\n\n" in answer
    outside_code = re.sub(r"(?ms)^ *```.*?^ *```|`[^`\n]+`", "", answer)
    outside_math = re.sub(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$|\\\(.*?\\\)", "", outside_code)
    assert "\\n" not in outside_math
    assert set(re.findall(r"\\n[A-Za-z]*", outside_code)) <= {r"\nabla", r"\neg", r"\neq", r"\nu"}
