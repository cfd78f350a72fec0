// The page of stress, in Chromium, Firefox and WebKit, on three screens, light and dark: where each accent, column, line and
// sign of its formulae is, measured by the boxes of elements and by what is drawn in them. With SHEET=FILE in the environment,
// the narrow page is written there, as each browser shows it.
import { writeFile } from 'node:fs/promises';
import { LIGHT_AND_DARK, NAMES, SCREEN, inAllEngines, settled, withEngine, withMirror, withScreen } from '../engines.mjs';
import { Ink, decode, sideBySide } from '../ink.mjs';

const WIDTHS = [320, 768, 1280];
const FONT_DELAYS_MS = [0, 400, 1_500];
const PATIENCE_MS = 15_000;
const FLUSH_COLUMNS = 12;
const SIGNS = '=()√∑∫';

// A part of an em.
const GAP = 0.3;
const BESIDE = 0.2;
const CLOSE = 0.1;

const ACCENTS = [
  '\\vec a', '\\vec{v}', '\\vec F', '\\hat x', '\\bar y', '\\tilde z', '\\dot q', '\\ddot q', '\\dddot q', '\\check c',
  '\\breve b', '\\mathring A', '\\acute e', '\\grave e',
];
const STRETCHED = ['\\widehat{abc}', '\\overline{abc}', '\\overrightarrow{AB}'];

export async function check(site, pages) {
  const stress = pages.find(({ path }) => path.endsWith('/stress'));
  if (!stress) throw new Error('the page of stress is not among the pages');
  const findings = [];
  const shown = new Map();
  let measured = 0;
  await withScreen(async (screen) => {
    await withMirror(site, 0, async (mirror) => {
      await inAllEngines(SCREEN, LIGHT_AND_DARK, async (name, dark, { open, run, shot }) => {
        await open(`${mirror}/frames?path=${encodeURIComponent(stress.path)}&widths=${WIDTHS}`);
        await run(settled);
        const frames = await run(formulae);
        const png = await shot();
        const picture = decode(png);
        if (!dark) shown.set(name, { png, box: frames[0] });
        for (const frame of frames) {
          if (frame.bottom > picture.height) throw new Error(`the page of stress is higher than the screen: ${frame.bottom} px`);
          const sheet = new Sheet(frame, picture);
          sheet.measure();
          measured += sheet.measured;
          findings.push(...sheet.findings.map((what) => `${name}, ${dark ? 'dark' : 'light'}, ${frame.width} px: ${what}`));
        }
      });
    });
    for (const delay of FONT_DELAYS_MS) findings.push(...(await firstVisit(site, stress.path, screen, delay)));
  });
  if (process.env.SHEET) await writeFile(process.env.SHEET, sideBySide(NAMES.map((name) => shown.get(name))));
  return { findings, summary: `${measured} measures, and Firefox's first visit` };
}

/** In a page of frames: the boxes of each formula's parts, in the picture of the whole. */
function formulae() {
  return [...document.querySelectorAll('iframe')].map((frame) => {
    const page = frame.contentDocument;
    const { left, top, bottom } = frame.getBoundingClientRect();
    const box = (element) => {
      const rect = element.getBoundingClientRect();
      return { left: left + rect.left, right: left + rect.right, top: top + rect.top, bottom: top + rect.bottom };
    };
    const content = (element) => {
      const range = page.createRange();
      range.selectNodeContents(element);
      return box(range);
    };
    const all = [...page.querySelectorAll('.answer math')].map((math) => ({
      latex: math.getAttribute('alttext') ?? math.querySelector('annotation').textContent,
      em: parseFloat(frame.contentWindow.getComputedStyle(math).fontSize),
      box: box(math),
      accents: [...math.querySelectorAll('mover, munder')].map((each) => ({ base: box(each.children[0]), mark: box(each.children[1]) })),
      frames: [...math.querySelectorAll('menclose')].map(box),
      letters: [...math.querySelectorAll('mi')].map(box),
      signs: [...math.querySelectorAll('mo')].map((each) => ({ sign: each.textContent, box: box(each) })),
      roots: [...math.querySelectorAll('msqrt')].map((each) => ({ box: box(each), base: box(each.children[0]) })),
      tables: [...math.querySelectorAll('mtable')].map((table) => ({
        box: box(table),
        rows: [...table.children].map((row) => [...row.children].map((cell) => ({
          align: cell.classList.contains('math-right') ? 'right' : cell.classList.contains('math-left') ? 'left' : '',
          content: cell.childElementCount ? content(cell) : null,
        }))),
      })),
    }));
    const paper = frame.contentWindow.getComputedStyle(page.documentElement).backgroundColor.match(/\d+/g).map(Number);
    const scrollers = [...page.querySelectorAll('.math-long, .math-block')].map((each) => ({
      goesOn: each.scrollWidth > each.clientWidth,
      shaded: frame.contentWindow.getComputedStyle(each).backgroundImage !== 'none',
    }));
    return { width: frame.clientWidth, left, top, bottom, paper, all, scrollers };
  });
}

/** The measures of the page of stress in one frame. */
class Sheet {
  constructor(frame, picture) {
    this.frame = frame;
    this.picture = picture;
    this.findings = [];
    this.measured = 0;
  }

  measure() {
    for (const latex of ACCENTS) this.accent(this.find(latex));
    for (const latex of STRETCHED) this.stretched(this.find(latex));
    this.underline(this.find('\\underline{x+y}'));
    this.rules();
    this.columns();
    this.marks();
    this.spaces();
    this.signs();
    this.expect(this.frame.scrollers.some(({ goesOn }) => goesOn), 'a long formula does not scroll');
    this.expect(this.frame.scrollers.every(({ goesOn, shaded }) => shaded || !goesOn), 'nothing shows that a long formula goes on');
  }

  find(latex) {
    const found = this.frame.all.find((each) => each.latex === latex);
    if (!found) throw new Error(`the page of stress has no ${latex}`);
    return found;
  }

  expect(holds, what) {
    this.measured += 1;
    if (!holds) this.findings.push(what);
  }

  /** What is drawn in a box and so many ems around it. */
  ink(box, em = 0, up = 0, beside = 0) {
    const around = { left: box.left - beside * em, right: box.right + beside * em, top: box.top - up * em, bottom: box.bottom };
    return new Ink(this.picture, around, this.frame.paper);
  }

  /** An accent is above its letter, close to it, and in its middle. */
  accent({ latex, em, accents: [{ base }] }) {
    const ink = this.ink({ ...base, bottom: base.bottom + 0.1 * em }, em, 0.7, 0.35);
    const [[top], next] = [ink.rows[0], ink.rows[1]];
    const bottom = ink.rows.at(-1)[1];
    this.expect(bottom - top <= 1.45 * em, `${latex}: the accent is ${((bottom - top) / em).toFixed(2)} em above the end of its letter`);
    const gaps = ink.rows.slice(1).map(([from], at) => from - ink.rows[at][1]);
    this.expect(gaps.length > 0, `${latex}: the accent runs into its letter`);
    this.expect(Math.max(0, ...gaps) <= GAP * em, `${latex}: a gap of ${(Math.max(...gaps) / em).toFixed(2)} em below the accent`);
    const end = next ? ink.rows[0][1] : top + Math.ceil(0.15 * em);
    const columns = ink.columns(top, end);
    const middle = (columns[0][0] + columns.at(-1)[1]) / 2;
    const off = Math.abs(middle - ink.width / 2) / em;
    this.expect(off <= BESIDE, `${latex}: the accent is ${off.toFixed(2)} em beside the middle of its letter`);
  }

  /** An accent is as wide as what it stands on. */
  stretched({ latex, em, accents: [{ base }] }) {
    const ink = this.ink({ ...base, bottom: base.top + 0.2 * em }, em, 0.75, 0.5);
    const columns = ink.columns();
    const width = columns.length ? columns.at(-1)[1] - columns[0][0] : 0;
    const wanted = base.right - base.left;
    this.expect(Math.abs(width - wanted) <= 0.55 * em, `${latex}: ${(width / em).toFixed(2)} em above ${(wanted / em).toFixed(2)} em`);
  }

  underline({ latex, em, accents: [{ base }] }) {
    const ink = this.ink({ ...base, top: base.bottom - 0.1 * em, bottom: base.bottom + 0.45 * em });
    this.expect(ink.strokesAcross(0.9).length === 1, `${latex}: no line below`);
  }

  /** The lines of arrays. */
  rules() {
    const split = this.find('\\left[\\begin{array}{cc|c}1&2&3\\\\4&5&6\\\\\\hline 7&8&9\\end{array}\\right]').tables[0];
    const ink = this.ink(split.box);
    this.expect(ink.strokesDown(0.9).length === 1, `an array with one line down has ${ink.strokesDown(0.9).length}`);
    this.expect(ink.strokesAcross(0.9).length === 1, `an array with one line across has ${ink.strokesAcross(0.9).length}`);
    const { em, tables: [{ box, rows: [[a, b], [c, d]] }] } = this.find('\\begin{array}{|l:r|}\\hline a&bbb\\\\\\hdashline ccc&d\\\\\\hline\\end{array}');
    const around = this.ink({ left: box.left - 0.1 * em, right: box.right + 0.1 * em, top: box.top - 0.1 * em, bottom: box.bottom + 0.1 * em });
    this.expect(around.strokesDown(0.85).length === 2, `an array in a frame has ${around.strokesDown(0.85).length} lines down`);
    this.expect(around.strokesAcross(0.85).length === 2, `an array in a frame has ${around.strokesAcross(0.85).length} lines across`);
    const down = this.ink({ ...box, left: c.content.right + 1, right: b.content.left - 1 });
    this.expect(down.strokesDown(0.3).length === 1, 'the dashed line down is not drawn');
    const across = this.ink({ ...box, top: a.content.bottom - 1, bottom: d.content.top + 1 });
    this.expect(across.strokesAcross(0.3).length >= 1, 'the dashed line across is not drawn');
    const inside = Math.min(a.content.left - box.left, box.right - b.content.right) / em;
    this.expect(inside > 0.2, `an array in a frame has ${inside.toFixed(2)} em at its sides`);
  }

  /** The cells of a column are flush on the side that they should be. */
  columns() {
    const shown = new Map();
  let measured = 0;
    for (const { latex, em, tables } of this.frame.all) {
      for (const { rows } of tables) {
        for (let at = 0; at < Math.max(...rows.map((row) => row.length)); at++) {
          const cells = rows.map((row) => row[at]).filter((cell) => cell?.content && cell.align);
          if (cells.length < 2 || new Set(cells.map(({ align }) => align)).size > 1) continue;
          measured += 1;
          const edges = cells.map(({ align, content }) => content[align]);
          const apart = (Math.max(...edges) - Math.min(...edges)) / em;
          this.expect(apart <= CLOSE, `${latex}: column ${at + 1} is not flush ${cells[0].align}, but ${apart.toFixed(2)} em apart`);
        }
      }
    }
    this.expect(measured >= FLUSH_COLUMNS, `${measured} columns to be flush instead of ${FLUSH_COLUMNS}`);
  }

  marks() {
    for (const latex of ['\\boxed{x+y}', '\\fbox{box}', '\\boxed{E=mc^2}']) {
      const { frames: [box] } = this.find(latex);
      const across = this.ink(box).strokesAcross(0.85).length;
      this.expect(across === 2, `${latex}: ${across / 2} frames`);
    }
    const amount = (latex) => { const { box, em } = this.find(latex); return this.ink(box, em, 0.2).amount; };
    const plain = amount('x+y');
    for (const latex of ['\\cancel{x+y}', '\\bcancel{x+y}']) {
      this.expect(amount(latex) > 1.15 * plain, `${latex}: no line through it`);
    }
    this.expect(amount('\\xcancel{x+y}') > 1.05 * amount('\\cancel{x+y}'), '\\xcancel{x+y}: not two lines through it');
    this.expect(amount('\\phase{x}') > 1.3 * amount('x'), '\\phase{x}: no angle');
  }

  spaces() {
    const between = (latex) => { const { letters: [a, b], em } = this.find(latex); return (b.left - a.right) / em; };
    const none = between('ab');
    this.expect(Math.abs(none - between('a\\!b') - 1 / 6) < 0.06, `a\\!b: ${(between('a\\!b') - none).toFixed(2)} em instead of -0.17`);
    this.expect(Math.abs(none - between('a\\hspace{-0.5em}b') - 1 / 2) < 0.06, `a\\hspace{-0.5em}b: ${(between('a\\hspace{-0.5em}b') - none).toFixed(2)} em`);
  }

  /** Signs are drawn. */
  signs() {
    for (const { latex, em, signs, roots } of this.frame.all) {
      if (latex.startsWith('a_1')) continue; // its end is out of sight
      for (const { sign, box } of signs) {
        if (SIGNS.includes(sign)) this.expect(this.ink(box, em, 0.05).amount > 0, `${latex}: ${sign} is not drawn`);
      }
      for (const { box, base } of roots) {
        this.expect(this.ink({ ...box, right: base.left }).amount > 0, `${latex}: the root's sign is not drawn`);
      }
    }
  }
}

/** What of the signs is not drawn when someone comes to the page for the first time, as its window shows it in the end. */
async function firstVisit(site, path, screen, delay) {
  return withMirror(site, delay, (mirror) => withEngine('Firefox', false, SCREEN, async ({ open, run }) => {
    await open(mirror + encodeURI(path));
    await run(() => document.fonts.ready.then(() => true));
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { signs, letters, paper } = await run(onScreen);
      const picture = screen.picture();
      const isDrawn = ({ box }) => new Ink(picture, box, paper).amount > 0;
      const missing = signs.filter(({ sign, box }) => SIGNS.includes(sign) && !isDrawn({ box }));
      if (letters.every(isDrawn) && !missing.length) return [];
      if (Date.now() > deadline) {
        if (!letters.some(isDrawn)) throw new Error('Firefox shows nothing of the page of stress');
        return missing.map(({ sign }) => `Firefox, first visit, fonts ${delay} ms late: ${sign} is not drawn`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }));
}

/** In a page of Firefox: where its signs and its letters are on the screen. */
function onScreen() {
  const all = (selector) => [...document.querySelectorAll(`.answer math ${selector}`)].map((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [window.mozInnerScreenX, window.mozInnerScreenY];
    return { sign: element.textContent, box: { left: left + x, right: right + x, top: top + y, bottom: bottom + y } };
  });
  const paper = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number);
  return { signs: all('mo'), letters: all('mi').slice(0, 20), paper };
}
