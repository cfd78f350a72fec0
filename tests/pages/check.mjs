// Runs each check of checks/ over the pages of a site, and exits with 1 if any finds something.
//
//   node check.mjs SITE [--only=CHECK]... < JSON: "paths", the pages' paths; "hostile", more pages' HTML by name; "topics",
//   where each leads that a reader looks for; "languages" and "examples", other sites; and "trafilatura",
//   that command
import { json } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import * as axe from './checks/axe.mjs';
import * as browser from './checks/browser.mjs';
import * as controls from './checks/controls.mjs';
import * as engines from './checks/engines.mjs';
import * as examples from './checks/examples.mjs';
import * as extractors from './checks/extractors.mjs';
import * as finding from './checks/finding.mjs';
import * as formulae from './checks/formulae.mjs';
import * as hostile from './checks/hostile.mjs';
import * as htmlValidate from './checks/html-validate.mjs';
import * as languages from './checks/languages.mjs';
import * as lighthouse from './checks/lighthouse.mjs';
import * as links from './checks/links.mjs';
import * as size from './checks/size.mjs';
import * as structuredData from './checks/structured-data.mjs';
import * as vnu from './checks/vnu.mjs';
import { loadPages } from './site.mjs';

const checks = { vnu, 'html-validate': htmlValidate, 'structured-data': structuredData, size, links, browser, controls, finding, engines, formulae, extractors, hostile, axe, examples, languages, lighthouse };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true, default: Object.keys(checks) } },
});
const unknown = values.only.filter((name) => !(name in checks));
if (unknown.length) {
  throw new Error(`no check ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`);
}
const site = positionals[0];
const given = await json(process.stdin);
const pages = await loadPages(site, given.paths);
let passed = 0;
for (const name of values.only) {
  const started = performance.now();
  const { findings, summary } = await checks[name].check(site, pages, given);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${findings.length ? 'FAIL' : 'ok  '} ${name}: ${summary} (${seconds} s)`);
  for (const finding of findings) console.log(`     ${finding}`);
  passed += findings.length === 0;
}
console.log(`${passed} passed, ${values.only.length - passed} failed`);
process.exitCode = passed === values.only.length ? 0 : 1;
