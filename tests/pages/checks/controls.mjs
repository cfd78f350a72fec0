// What readers work with, in Chromium and Firefox, by the keyboard alone: the button at each block of code copies what stands
// in the block but for prompts, and says so; and the list of contents is folded where there is no room for it.
import { LIGHT_AND_DARK, withEngine, withMirror, withScreen } from '../engines.mjs';

const ENGINES = ['Chromium', 'Firefox'];
const [NARROW, WIDE] = [{ width: 500, height: 740 }, { width: 1440, height: 900 }]; // no window of Firefox is narrower
const [light] = LIGHT_AND_DARK;
// All lists of contents are made by one template.
const LISTS = 3;
const WAIT_MS = 5_000;

export async function check(site, pages) {
  const withCode = pages.filter(({ html }) => html.includes('<pre'));
  const withContents = pages.filter(({ html }) => html.includes('class="outline')).slice(0, LISTS);
  const findings = [];
  await withScreen(() => withMirror(site, 0, async (mirror) => {
    for (const name of ENGINES) {
      const note = (path, what) => findings.push(`${path} (${name}): ${what}`);
      await withEngine(name, light, WIDE, async ({ page }) => {
        for (const { path } of withCode) for (const what of await copied(page, mirror + encodeURI(path))) note(path, what);
        for (const { path } of withContents) for (const what of await open(page, mirror + encodeURI(path))) note(path, what);
      });
      await withEngine(name, light, NARROW, async ({ page }) => {
        for (const { path } of withContents) for (const what of await folded(page, mirror + encodeURI(path))) note(path, what);
      });
    }
  }));
  if (!withCode.length || !withContents.length) findings.push('no page has code, or none a list of contents');
  return { findings, summary: `${withCode.length} pages with code, ${withContents.length} with contents, ${ENGINES.join(', ')}` };
}

/** Presses each button, and pastes what it copied into the field of search, which takes a line of so many characters. */
async function copied(page, url) {
  const found = [];
  await page.goto(url);
  const blocks = await page.evaluate(() => [...document.querySelectorAll('pre')].map((pre, at) => {
    const text = pre.cloneNode(true);
    for (const prompt of text.querySelectorAll('.gp')) prompt.remove();
    const button = pre.previousElementSibling;
    if (button?.localName === 'button') button.id = `copies-${at}`;
    return { name: button?.getAttribute('aria-label'), text: text.textContent.replace(/\s/g, '') };
  }));
  for (const [at, { name, text }] of blocks.entries()) {
    if (!name) { found.push(`block ${at} has no button with a name`); continue; }
    await page.evaluate(() => { document.querySelector('[role=status]').textContent = ''; }); // what is said of the block before
    await page.focus(`#copies-${at}`);
    await page.keyboard.press('Enter');
    if (!(await eventually(page, () => document.querySelector('[role=status]')?.textContent))) found.push('nothing is said of a copy');
    await page.evaluate(() => { document.querySelector('[name=q]').value = ''; });
    await page.focus('[name=q]');
    await page.keyboard.down('Control');
    await page.keyboard.press('v');
    await page.keyboard.up('Control');
    const pasted = await eventually(page, () => document.querySelector('[name=q]').value.replace(/\s/g, ''));
    if (!pasted || !text.startsWith(pasted)) found.push(`block ${at}: copied ${pasted}`);
  }
  return found;
}

/** With room for it, the list is there, and nothing takes the focus that folds it. */
async function open(page, url) {
  await page.goto(url);
  await page.evaluate(() => document.querySelector('.outline summary').focus());
  const { isSeen, hasFocus } = await page.evaluate(contents);
  return [...(isSeen ? [] : ['the contents are folded']), ...(hasFocus ? ['what folds the contents takes the focus'] : [])];
}

/** Without room, the keyboard unfolds the list. */
async function folded(page, url) {
  await page.goto(url);
  const found = [];
  if ((await page.evaluate(contents)).isSeen) found.push('the contents are not folded');
  await page.focus('.outline summary');
  await page.keyboard.press('Enter');
  if (!(await eventually(page, () => document.querySelector('.outline ol').checkVisibility()))) found.push('the contents do not unfold');
  return found;
}

function contents() {
  return { isSeen: document.querySelector('.outline ol').checkVisibility(), hasFocus: document.activeElement?.localName === 'summary' };
}

/** What a function gives in the page, once that is something; or what it gave last. */
async function eventually(page, code) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const value = await page.evaluate(code);
    if (value || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
