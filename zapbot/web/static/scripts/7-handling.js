// Who has the open conversation, drawn anew when that changes; its menus; its keys.
const strip = () => document.getElementById("handling");
const open = () => document.querySelector(".thread-pane")?.dataset.conversation;
let timer, behind = false;

function redraw() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    behind = Boolean(strip()?.querySelector("details[open]"));
    if (strip() && open() && !behind) htmx.ajax("GET", `/c/${open()}/handling`, { target: "#handling", swap: "outerMorph" });
  }, 60);
}

document.addEventListener("zapbot:change", ({ detail }) => {
  const pane = document.querySelector(".thread-pane"), over = strip()?.dataset.status === "resolved";
  if (detail.id && pane && (over ? Number(pane.dataset.contact) === detail.contact : String(detail.conversation) === open())) redraw();
});

// Who takes a conversation writes in it at once; who did something else is where they were.
let from;
document.addEventListener("submit", ({ target }) => {
  if (!/\/(take-over|reopen)$/.test(target.getAttribute?.("action")) || !strip()?.contains(target)) return;
  if (matchMedia("(hover: hover)").matches) document.querySelector("form.compose")?.elements.text.focus();
});
document.addEventListener("htmx:before:swap", () => {
  const focused = document.activeElement;
  from = strip()?.contains(focused) ? (focused.closest("details")?.dataset.key ?? "") : undefined;
});
document.addEventListener("htmx:after:swap", () => {
  if (from === undefined || document.activeElement !== document.body) return;
  (strip()?.querySelector(`[data-key="${from}"] > summary`) ?? strip()?.querySelector("button, summary, a"))?.focus();
});

// One menu at a time; a click beside it and Esc close it.
function close(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  if (behind) redraw();
}

// A menu that is opened again begins with its first choices.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("details.menu") && !target.open) target.querySelector(".step-choice")?.replaceChildren();
}, true);

document.addEventListener("click", ({ target }) => close(target.closest?.("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What a name of the table of keys, or of the palette, does here.
let leaves;

document.addEventListener("zapbot:key", ({ detail }) => {
  const next = detail.name === "resolve_next";
  const button = strip()?.querySelector(`[data-act="${next ? "resolve" : detail.name}"]`);
  if (next && button) leaves = open();
  button?.click();
  const menu = strip()?.querySelector(`[data-key="${detail.name}"]`);
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button").focus();
});

// Who goes on to the next leaves once this one is done, and not before.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (!leaves || !detail.ctx?.request?.action?.endsWith("/resolve")) return;
  if (leaves === open() && strip()?.dataset.status === "resolved") document.dispatchEvent(new CustomEvent("zapbot:left"));
  leaves = undefined;
});
