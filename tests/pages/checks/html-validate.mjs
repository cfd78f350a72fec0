// html-validate with its recommended rules and those of its document preset.
import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    // Whoever could change a file of the site could change the page that names its hash, too.
    'require-sri': ['error', { target: 'crossorigin' }],
    // The sanitiser writes disabled="".
    'attribute-boolean-style': 'off',
    // A title is the question, the subject and the site's name, however long the question is.
    'long-title': 'off',
    // Formulae have names: a group that scrolls, and MathML in a heading, whose role takes one.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // A region that scrolls can be focused; a section could too, but would mean no more.
    'prefer-native-element': ['error', { exclude: ['region'] }],
  },
});

export async function check(site, pages) {
  const findings = [];
  for (const { path, html } of pages) {
    const report = await validator.validateString(html, path);
    for (const { messages } of report.results) {
      findings.push(...messages.map((each) => `${path}:${each.line}:${each.column}: ${each.ruleId}: ${each.message}`));
    }
  }
  return { findings, summary: `${pages.length} pages` };
}
