// Adds a button to each block of code that copies it. A page without this script, or one that came without TLS, where
// browsers lend no clipboard, has none. Its words are the page's, and so are its colors.
const { copy, copied } = document.currentScript.dataset;
const SHOWN_MS = 2000;
const [SHEETS, TICK] = ["M5 5V1h10v10h-4M1 5h10v10H1z", "M2 8l4 5 8-10"];

// A rule of the policy is about styles that stand in a page, and not about those that a script makes.
const style = new CSSStyleSheet();
style.replaceSync(`
  .copy {
    display: block; position: relative; top: .4rem; direction: ltr; width: 2.2rem; height: 2.2rem; padding: .55rem;
    margin: 0 .4rem -2.2rem auto; border: 1px solid var(--line); border-radius: .3rem; background: var(--paper);
    color: var(--muted); cursor: pointer;
  }
  .copy:hover { color: var(--ink) }
  .copy svg { display: block; fill: none; stroke: currentColor; stroke-width: 1.5 }
  .copy-status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
  @media (hover: hover) { .copy:not(:focus-visible, :hover, :has(+ pre:hover)) { opacity: 0 } }
  @media print { .copy { display: none } }
`);

// What was copied last: how to stop saying so, and when. The page has one place for the words, whatever button was pressed.
const last = { clear: () => {}, timer: 0 };

function add() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  const status = document.createElement("span");
  status.className = "copy-status";
  status.setAttribute("role", "status");
  status.lang = document.documentElement.lang;
  document.querySelector("main").append(status);
  for (const pre of document.querySelectorAll("pre")) pre.before(button(pre, status));
}

function button(pre, status) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.title = copy;
  made.setAttribute("aria-label", copy);
  made.lang = document.documentElement.lang;
  draw(made, SHEETS);
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(textOf(pre));
    } catch {
      getSelection().selectAllChildren(pre); // the reader can still copy what is selected
      return;
    }
    last.clear();
    clearTimeout(last.timer);
    last.clear = () => { status.textContent = ""; draw(made, SHEETS); };
    last.timer = setTimeout(last.clear, SHOWN_MS);
    requestAnimationFrame(() => { status.textContent = copied; }); // the same words again are told again
    draw(made, TICK);
  });
  return made;
}

// What stands in a block, but for the prompts of a terminal, which nobody wants to run.
function textOf(pre) {
  const cloned = pre.cloneNode(true);
  for (const prompt of cloned.querySelectorAll(".gp")) prompt.remove();
  return cloned.textContent.replace(/\n$/, "");
}

function draw(made, path) {
  const [svg, line] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  made.replaceChildren(svg);
}

if (navigator.clipboard) add();
