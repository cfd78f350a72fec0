// axe-core, its rules and that of WCAG 2.2 for the size of what is touched, in light, in dark and on a narrow screen: no violation.
import axeCore from 'axe-core';
import { withBrowser } from '../site.mjs';

const SCREENS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
};

// axe leaves it out if nobody asks for it; Lighthouse asks.
const OPTIONS = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };

export async function check(site, pages) {
  return withBrowser(async (browser) => {
    const findings = [];
    for (const [name, options] of Object.entries(SCREENS)) {
      const page = await browser.newPage(options);
      for (const { path, url } of pages) {
        await page.goto(url);
        await page.evaluate(axeCore.source);
        const { violations } = await page.evaluate((options) => globalThis.axe.run(options), OPTIONS);
        for (const { id, nodes } of violations) {
          findings.push(...nodes.map((node) => `${path} (${name}): ${id}: ${node.target}: ${node.failureSummary.split('\n').at(-1).trim()}`));
        }
      }
    }
    return { findings, summary: `${pages.length} pages, ${Object.keys(SCREENS).join(', ')}` };
  });
}
