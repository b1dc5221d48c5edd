// Keys become names: the table is the help sheet's, so what it says is what they do.
const rows = [...document.querySelectorAll("#keys [data-keys]")];
const table = new Map(rows.map((row) => [row.dataset.keys, row.dataset.name]));
const on = () => document.body.dataset.shortcuts !== "off";
const writing = (element) => element.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const mac = /Mac|iP/.test(navigator.platform);

// A Mac writes letters with Option: there Ctrl+Option is Alt, and the command key is Ctrl. The sheet says so.
for (const row of mac ? rows : []) {
  const names = row.dataset.keys.startsWith("Control") ? { Ctrl: "⌘", Alt: "Option" } : { Alt: "Ctrl + Option" };
  for (const key of row.querySelectorAll("kbd")) key.textContent = names[key.textContent] ?? key.textContent;
}

function pressed(event) {
  const { altKey, code, ctrlKey, key, metaKey, target } = event;
  const bare = altKey && !ctrlKey && !metaKey;
  if (event.getModifierState("AltGraph") || (bare && (key === "Dead" || (mac && writing(target))))) return "";
  if (mac && ctrlKey && !altKey) return "";
  const control = metaKey || (ctrlKey && !mac);
  const letter = code.startsWith("Key") && (control || altKey);
  return `${control ? "Control+" : ""}${altKey ? "Alt+" : ""}${letter ? code.slice(3) : key}`;
}

// What finds nobody to act on it stays the browser's.
const acts = (name) => name !== "search" || document.querySelector("[data-key=search]");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  const keys = pressed(event);
  const name = table.get(keys);
  const open = document.querySelector("dialog[open]");
  if (!name || !acts(name) || (name !== "close" && !on()) || (open && name !== "palette")) return;
  if (keys.length === 1 && writing(event.target)) return;
  if (name !== "close") event.preventDefault();
  tell(name);
});

function tell(name) {
  document.dispatchEvent(new CustomEvent("zapbot:key", { detail: { name } }));
}

if (mac) for (const button of document.querySelectorAll("[data-tells]")) button.title = button.title.replace("Ctrl", "⌘");
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-tells]");
  if (button) tell(button.dataset.tells);
});

document.addEventListener("zapbot:key", ({ detail }) => {
  if (detail.name === "help") document.getElementById("keys")?.showModal();
  if (detail.name === "palette") fetchPalette(document.getElementById("commands"));
});

// The palette's script comes with its first use; the dialog is there at once, so that no letter goes astray.
function fetchPalette(palette) {
  const { script: src } = palette?.dataset ?? {};
  if (!src) return;
  delete palette.dataset.script;
  document.querySelector("dialog[open]")?.close();
  palette.showModal();
  const script = Object.assign(document.createElement("script"), { src });
  script.onerror = () => (palette.dataset.script = src);
  document.head.append(script);
}
