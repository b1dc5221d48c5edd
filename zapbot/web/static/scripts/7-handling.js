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
  if (detail.id && String(detail.conversation) === open()) redraw();
});

// One menu at a time; a click beside it and Esc close it.
function close(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  if (behind) redraw();
}

document.addEventListener("click", ({ target }) => close(target.closest?.("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What a name of the table of keys does here.
const next = () => {
  const cards = [...document.querySelectorAll("#cards > li[id]")];
  const at = cards.findIndex((card) => card.id === `card-${open()}`);
  return (cards[at + 1] ?? cards[at - 1])?.querySelector("a");
};

document.addEventListener("zapbot:key", ({ detail }) => {
  const done = strip()?.querySelector("[data-act=resolve]");
  if (detail.name === "resolve") done?.click();
  if (detail.name === "resolve_next" && done) {
    const goes = next();
    document.addEventListener("htmx:after:swap", () => goes?.click(), { once: true });
    done.click();
  }
  const menu = detail.name === "snooze" && strip()?.querySelector("[data-key=snooze]");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button").focus();
});
