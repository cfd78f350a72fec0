// In Chromium, Firefox and WebKit, on three screens, light and dark: no page scrolls sideways, and no formula is broken over
// two lines, cut off or empty.
import { LIGHT_AND_DARK, NAMES, inAllEngines, settled, withMirror, withScreen } from '../engines.mjs';

const WIDTHS = [320, 768, 1280];
const WINDOW = { width: 1000, height: 600 };

export async function check(site, pages) {
  return withScreen(() => withMirror(site, 0, async (mirror) => {
    const findings = [];
    await inAllEngines(WINDOW, LIGHT_AND_DARK, async (name, dark, { open, run }) => {
      for (const { path } of pages) {
        await open(`${mirror}/frames?path=${encodeURIComponent(path)}&widths=${WIDTHS}`);
        await run(settled);
        const found = await run(whatIsWrong, dark);
        findings.push(...found.map((what) => `${path} (${name}, ${dark ? 'dark' : 'light'}): ${what}`));
      }
    });
    return { findings, summary: `${pages.length} pages, ${NAMES.join(', ')}, ${WIDTHS.join(', ')} px, light and dark` };
  }));
}

/** In a page of frames: what is wrong with the layout of each, as sentences. */
function whatIsWrong(dark) {
  const found = [];
  for (const frame of document.querySelectorAll('iframe')) {
    const page = frame.contentDocument;
    const width = frame.clientWidth;
    const note = (what) => found.push(`${width} px: ${what}`);
    if (frame.contentWindow.matchMedia('(prefers-color-scheme: dark)').matches !== dark) note('the colors are not those asked for');
    for (const folded of page.querySelectorAll('.outline details')) folded.open = true; // its list is beside it
    if (page.documentElement.scrollWidth > width) note(`the page is ${page.documentElement.scrollWidth} px wide`);
    for (const math of page.querySelectorAll('main math')) {
      const latex = math.getAttribute('alttext') ?? math.querySelector('annotation').textContent;
      const box = math.getBoundingClientRect();
      const scroller = math.closest('.math-block, .math-long, .table-scroll, pre');
      if (math.closest('[hidden], details:not([open])')) continue;
      if (math.getClientRects().length > 1) note(`${latex} is broken over lines`);
      if (box.width === 0 || box.height === 0) note(`${latex} is empty`);
      if (!scroller && (box.left < 0 || box.right > width)) note(`${latex} is cut off`);
    }
  }
  return found;
}
