// The palette: typed letters become choices of the server; arrows move, Enter does.
const palette = document.getElementById("commands");
const field = palette?.querySelector("input");
const options = () => [...palette.querySelectorAll("[role=option]:not([aria-disabled])")];
const chosen = () => palette.querySelector("[aria-selected=true]:not([aria-disabled])");

function open() {
  if (palette.open) return palette.close();
  document.querySelector("dialog[open]")?.close();
  field.value = "";
  palette.showModal();
  field.dispatchEvent(new CustomEvent("zapbot:fill"));
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function move(steps) {
  const all = options();
  choose(all[(all.indexOf(chosen()) + steps + all.length) % all.length]);
}

function act(option) {
  if (!option) return;
  const { href, name, insert } = option.dataset;
  palette.close();
  if (href) location.assign(href);
  else if (name) document.dispatchEvent(new CustomEvent("zapbot:key", { detail: { name } }));
  else write(insert);
}

// A ready answer is asked for as if its shortcut had been typed: the composer fills in what it holds.
function write(shortcut) {
  const text = document.querySelector("#compose textarea");
  if (!text) return;
  text.focus();
  text.setRangeText(/(^|\s)$/.test(text.value.slice(0, text.selectionStart)) ? shortcut : ` ${shortcut}`, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function filled() {
  if (!document.getElementById("compose")) for (const option of palette.querySelectorAll("[data-inside]")) option.remove();
  for (const group of palette.querySelectorAll("[role=group]:not(:has([role=option]))")) group.remove();
  choose(chosen() ?? options()[0]);
}

document.addEventListener("zapbot:key", ({ detail }) => palette && detail.name === "palette" && open());
palette?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter") act(chosen());
  else return;
  event.preventDefault();
});
palette?.addEventListener("click", (event) => act(event.target.closest("[role=option]:not([aria-disabled])")));
palette?.addEventListener("htmx:after:swap", filled);
