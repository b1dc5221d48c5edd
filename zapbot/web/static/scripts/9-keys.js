// Keys become names: the table is the help sheet's, so what it says is what they do.
const rows = [...document.querySelectorAll("#keys [data-keys]")];
const table = new Map(rows.map((row) => [row.dataset.keys, row.dataset.name]));
const on = () => document.body.dataset.shortcuts !== "off";
const writing = (element) => element.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function pressed(event) {
  if (event.getModifierState("AltGraph")) return "";
  const control = event.ctrlKey || event.metaKey;
  const letter = event.code.startsWith("Key") && (control || event.altKey);
  const key = letter ? event.code.slice(3) : event.key;
  return `${control ? "Control+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  const keys = pressed(event);
  const name = table.get(keys);
  const open = document.querySelector("dialog[open]");
  if (!name || (name !== "close" && !on()) || (open && name !== "palette")) return;
  if (keys.length === 1 && writing(event.target)) return;
  if (name !== "close") event.preventDefault();
  tell(name);
});

function tell(name) {
  document.dispatchEvent(new CustomEvent("zapbot:key", { detail: { name } }));
}

document.addEventListener("zapbot:key", ({ detail }) => {
  if (detail.name === "help") document.getElementById("keys")?.showModal();
});
