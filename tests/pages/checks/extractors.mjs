// Programs that want a page's text find each of its formulae, and nothing that is around the text: Readability, which reader
// views are made of, trafilatura and w3m. Who selects a formula gets what reads right, and who hears it hears its name.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { inAllEngines, withMirror, withScreen } from '../engines.mjs';
import { withBrowser } from '../site.mjs';

const READABILITY = readFileSync(createRequire(import.meta.url).resolve('@mozilla/readability/Readability.js'), 'utf8');
const WINDOW = { width: 1000, height: 600 };
const AROUND = ['min read', 'Keywords', 'Related questions', 'Skip to content'];

export async function check(site, pages, given) {
  const articles = pages.filter(({ html }) => html.includes('<article'));
  const findings = [];
  let formulae = 0;
  await withBrowser(async (browser) => {
    const page = await browser.newPage();
    for (const { path, url, html } of articles) {
      const note = (program) => (what) => findings.push(`${path}: ${program}: ${what}`);
      await page.goto(url);
      const wanted = await page.evaluate(whatThereIs);
      formulae += wanted.length;
      inReadability(wanted, await page.evaluate(readable, READABILITY), note('Readability'));
      inText(wanted, await run(given.trafilatura, ['--markdown', '--no-comments'], html), note('trafilatura'));
      inText(wanted.filter(({ isAnnotated }) => isAnnotated), await run('w3m', ['-T', 'text/html', '-cols', '200', '-dump'], html), note('w3m'));
      await named(page, note('accessibility tree'));
    }
  });
  const mathematical = articles.filter(({ html }) => html.includes('<semantics'));
  await withScreen(() => withMirror(site, 0, (mirror) => inAllEngines(WINDOW, async (name, dark, window) => {
    if (dark) return;
    for (const { path } of mathematical) {
      await window.open(mirror + encodeURI(path));
      const missing = await window.run(whatSelectionLacks);
      findings.push(...missing.map((latex) => `${path}: ${name}: who selects it does not get ${latex}`));
    }
  })));
  return { findings, summary: `${formulae} formulae in ${articles.length} pages` };
}

/** In a page: the LaTeX of its formulae, and whether it is an annotation; without it they read right as text. */
function whatThereIs() {
  return [...document.querySelectorAll('.answer math')].map((math) => {
    const annotation = math.querySelector('annotation');
    return { latex: annotation?.textContent ?? math.getAttribute('alttext'), isAnnotated: annotation !== null };
  });
}

/** In a page: what Readability makes of it. */
function readable(source) {
  const Readability = new Function(`const module = {}; ${source}; return module.exports`)();
  const { content, textContent, byline, title } = new Readability(document.cloneNode(true)).parse();
  return { content, text: textContent, byline, title };
}

function inReadability(wanted, { content, text: found, byline, title }, note) {
  const count = content.match(/<math/g)?.length ?? 0;
  if (count !== wanted.length) note(`${count} of ${wanted.length} formulae`);
  inText(wanted.filter(({ isAnnotated }) => isAnnotated), found, note);
  for (const part of AROUND) if (found.includes(part)) note(`takes "${part}" for a part of the text`);
  if (!byline || !title) note('knows no author or title');
  if (byline && found.split(`By ${byline}`).length > 1) note('repeats the author');
}

/** Whether a text has each LaTeX. White space is the reader's. */
function inText(wanted, found, note) {
  const whole = found.replaceAll(/\s/g, '');
  for (const { latex } of wanted) {
    if (!whole.includes(latex.replaceAll(/\s/g, ''))) note(`does not find ${latex}`);
  }
}

async function run(command, args, input) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode}`);
  return output;
}

/** Headings and links that have something to show have a name. */
async function named(page, note) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  for (const { role, name, ignored } of nodes) {
    if (!ignored && ['heading', 'link', 'columnheader'].includes(role?.value) && !name?.value.trim()) note(`a ${role.value} has no name`);
  }
}

/** In a page: the formulae that do not read right as text, and whose LaTeX is not in the text that a selection of all gives. */
function whatSelectionLacks() {
  const selection = getSelection();
  selection.selectAllChildren(document.querySelector('.answer'));
  const whole = selection.toString().replaceAll(/\s/g, '');
  const all = [...document.querySelectorAll('.answer math')].filter((math) => math.querySelector('annotation'));
  const sources = all.map((math) => {
    const dollars = math.getAttribute('display') === 'block' ? '$$' : '$';
    return `${dollars}${math.querySelector('annotation').textContent}${dollars}`;
  });
  return sources.filter((source) => !whole.includes(source.replaceAll(/\s/g, '')));
}
