// The Nu HTML checker: no error and no warning. It knows MathML 3, not MathML Core: its properties, attributes that are
// allowed on every element, and accents that are combining characters.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vnuJar from 'vnu-jar';

const UNKNOWN = [
  /^CSS: “math-shift”: Property “math-shift” doesn't exist\.$/,
  /^Attribute “(displaystyle|scriptlevel)” not allowed on element “m(frac|row)” at this point\.$/,
  /^Text run starts with a composing character\.$/,
];

export async function check(site, pages) {
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  try {
    const files = new Map(pages.map((page, index) => [join(folder, `${index}.html`), page]));
    await Promise.all([...files].map(([file, page]) => writeFile(file, page.html)));
    const { messages } = await run(['-jar', vnuJar, '--format', 'json', '--stdout', '--exit-zero-always', ...files.keys()]);
    const findings = messages.filter(({ message }) => !UNKNOWN.some((each) => each.test(message))).map((message) => {
      const page = files.get(new URL(message.url).pathname);
      return `${page.path}:${message.lastLine}: ${message.subType ?? message.type}: ${message.message}`;
    });
    return { findings, summary: `${pages.length} pages` };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(args) {
  return new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 64 << 20 }, (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout))));
  });
}
