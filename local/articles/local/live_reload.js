"use strict";

// Reloads the page when what is at its path changes, and shows above it which files cannot be published, and why.

const own = new URL(document.currentScript.src);
const events = new EventSource(own.pathname.replace(".js", "/events") + own.search);
const overlay = document.createElement("div");

events.onmessage = () => { events.close(); location.reload(); };
events.addEventListener("problems", (event) => show(JSON.parse(event.data)));
addEventListener("pagehide", () => events.close());

// The policy of the page allows no other style than its own, and its own is kept away from this.
const inside = overlay.attachShadow({ mode: "open" });
overlay.id = "live-reload-problems";
overlay.style.cssText = "all: initial; position: fixed; inset: auto 0 0; z-index: 2147483647";

function show(problems) {
  const list = element("div", "box-sizing: border-box; max-height: 50vh; overflow: auto; padding: 1em 1.5em;"
    + "background: #2b0b0b; color: #fff; border-top: 4px solid #ff5c5c; direction: ltr; text-align: left;"
    + "font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere");
  list.setAttribute("role", "alert");
  list.lang = "en";
  for (const { place, message } of problems) {
    list.append(element("div", "font-weight: bold; color: #ffb3b3", place), element("div", "margin-bottom: 0.5em", message));
  }
  inside.replaceChildren(list);
  if (problems.length) document.documentElement.append(overlay);
  else overlay.remove();
}

function element(name, style, text = "") {
  const made = document.createElement(name);
  made.style.cssText = style;
  made.textContent = text;
  return made;
}
