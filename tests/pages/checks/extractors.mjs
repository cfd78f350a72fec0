// Programs that want a page's text find each of its formulae, and nothing that is around the text: Readability, which reader
// views are made of, trafilatura and w3m. A selection gives what reads right, and headings and links have names.
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
  await withScreen(() => withMirror(site, 0, (mirror) => inAllEngines(WINDOW, [false], async (name, dark, window) => {
    for (const { path } of mathematical) {
      await window.open(mirror + encodeURI(path));
      const found = await window.run(selected);
      findings.push(...found.map((what) => `${path}: ${name}: a selection ${what}`));
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

/** Whether a text has each LaTeX, one after the other. White space is the reader's. */
function inText(wanted, found, note) {
  const whole = found.replaceAll(/\s/g, '');
  let from = 0;
  for (const { latex } of wanted) {
    const source = latex.replaceAll(/\s/g, '');
    const at = whole.indexOf(source, from);
    if (at < 0) note(`does not find ${latex}`);
    else from = at + source.length;
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

/** In a page: what is wrong with the text that a selection of each formula gives that does not read right as text. */
function selected() {
  const selection = getSelection();
  const found = [];
  for (const math of document.querySelectorAll('.answer math:has(annotation)')) {
    const dollars = math.getAttribute('display') === 'block' ? '$$' : '$';
    const source = `${dollars}${math.querySelector('annotation').textContent}${dollars}`.replaceAll(/\s/g, '');
    const block = math.closest('p, li, td, th, dd, h2, h3, h4, h5, h6, figcaption');
    selection.selectAllChildren(block);
    const text = selection.toString().replaceAll(/\s/g, '');
    if (!text.includes(source)) found.push(`does not have ${source}`);
    // Without its LaTeX, nothing is left of a formula that stands alone.
    if (block.classList.contains('math-block') && text !== source) found.push(`of ${source} is ${text}`);
  }
  return found;
}
