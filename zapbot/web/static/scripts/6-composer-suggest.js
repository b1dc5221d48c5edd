// `/` offers ready answers at the caret, `@` in a note offers colleagues; arrows choose, Enter or Tab takes.
const TYPED = { reply: [/(?:^|\s)\/([^\n/]{0,40})$/, "canned", "/"], note: [/(?:^|\s)@([^\n@]{0,40})$/, "people", "@"] };
let asked = 0, start = 0;

const form = () => document.querySelector("form.compose");
const list = () => document.getElementById("suggest");
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");
const open = () => form() && !list().hidden;

function close() {
  asked += 1;
  list().hidden = true;
  form().elements.text.setAttribute("aria-expanded", "false");
  form().elements.text.removeAttribute("aria-activedescendant");
}

async function look() {
  const area = form().elements.text, [pattern, source, sign] = TYPED[form().elements.mode.value] ?? [];
  const before = area.value.slice(0, area.selectionStart), match = pattern && before.match(pattern);
  if (!match) return open() && close();
  start = before.lastIndexOf(sign);
  const turn = (asked += 1), query = new URLSearchParams({ q: match[1] });
  const answer = await fetch(`/c/${document.getElementById("compose").dataset.id}/${source}?${query}`).catch(() => null);
  if (!answer?.ok || turn !== asked || !form()) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (turn !== asked) return;
  if (!found.querySelector("[role=option]") && match[1].includes(" ")) return close();
  list().replaceChildren(...[...found.children].map((child) => document.adoptNode(child)));
  list().hidden = false;
  area.setAttribute("aria-expanded", "true");
  mark(options()[0]);
}

function mark(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (!option) return;
  option.scrollIntoView({ block: "nearest" });
  form().elements.text.setAttribute("aria-activedescendant", option.id);
}

function take(option) {
  const area = form().elements.text, text = option.dataset.text;
  close();
  area.setRangeText(text, start, area.selectionStart, "end");
  const gap = text.search(/\{[\p{L}_][\p{L}\p{N}_]{0,39}\}/u);
  if (gap >= 0) area.setSelectionRange(start + gap, start + gap + text.slice(gap).indexOf("}") + 1);
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (form() && target === form().elements.text) look();
});
document.addEventListener("keydown", (event) => {
  if (!open() || event.target !== form().elements.text || event.isComposing) return;
  const all = options(), at = all.indexOf(chosen()), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") close();
  else if (step && all.length) mark(all[(at + step + all.length) % all.length]);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen()) take(chosen());
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("#suggest [role=option]");
  if (!option) return open() && event.target !== form().elements.text && close();
  event.preventDefault();
  take(option);
});
