// The JSON-LD of every page is what schema.org's types allow, as TypeScript sees them, and has what search engines require
// of lists of links, people and organizations, as a validator says. It knows no rules for questions and articles: those are
// in tests/unit/test_page.py.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Validator from '@adobe/structured-data-validator';
import WebAutoExtractor from '@marbec/web-auto-extractor';

const ALLOWED = ['QAPage,BreadcrumbList', 'Article,BreadcrumbList'];
const SCRIPT = /<script type="application\/ld\+json">(.*?)<\/script>/gs;

export async function check(site, pages) {
  const findings = [];
  const sources = ["import type { Graph } from 'schema-dts';"];
  for (const { path, html } of pages) {
    const scripts = [...html.matchAll(SCRIPT)];
    const extracted = new WebAutoExtractor({ addLocation: true }).parse(html);
    const issues = [...extracted.errors, ...(await new Validator().validate(extracted))];
    findings.push(...issues.map((issue) => `${path}: ${issue.severity ?? 'ERROR'}: ${issue.issueMessage ?? issue.message}`));
    if (scripts.length > 1) findings.push(`${path}: ${scripts.length} scripts`);
    for (const [, json] of scripts) {
      const nodes = JSON.parse(json)['@graph'].map(({ potentialAction, ...node }) => {
        // The types have no annotations of what an action takes: https://schema.org/docs/actions.html
        const { 'query-input': input, ...action } = potentialAction ?? {};
        if (input && !action.target.urlTemplate.includes(`{${input.split('=')[1]}}`)) findings.push(`${path}: ${input}`);
        return potentialAction ? { ...node, potentialAction: action } : node;
      });
      const types = nodes.map((node) => node['@type']);
      if (path.includes('/questions/') && !ALLOWED.includes(types.join())) findings.push(`${path}: ${types}`);
      sources.push(`// ${path}`, `export const page${sources.length}: Graph = ${JSON.stringify({ ...JSON.parse(json), '@graph': nodes })};`);
    }
  }
  const folder = await mkdtemp(join(import.meta.dirname, '..', 'node_modules', '.structured-data-'));
  try {
    const file = join(folder, 'pages.ts');
    await writeFile(file, sources.join('\n'));
    findings.push(...(await compile(file)).map((line) => describe(line, sources)));
  } finally {
    await rm(folder, { recursive: true });
  }
  return { findings, summary: `${(sources.length - 1) / 2} pages have it` };
}

/** The compiler's complaints, each a line. */
function compile(file) {
  const args = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', file];
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsc', args, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}`.trim().split('\n') : []);
    });
  });
}

/** A complaint with the path of the page that it is about. */
function describe(complaint, sources) {
  const line = complaint.match(/pages\.ts\((\d+),/)?.[1];
  return line ? `${sources[line - 2].slice(3)}: ${complaint.slice(complaint.indexOf('error'), 300)}` : complaint.slice(0, 300);
}
