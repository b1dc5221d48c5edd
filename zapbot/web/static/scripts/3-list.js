// The list of conversations: drawn anew as things change, without a jump under the hand of who looks at it.
const APART = 1000;
const MOST_SHOWN = 400;

const cards = () => document.getElementById("cards");
const links = () => [...document.querySelectorAll("#cards .card-item > a")];
const opened = () => document.querySelector(".thread-pane")?.dataset.conversation ?? "";
const picks = () => [...document.querySelectorAll("#cards .pick")];

// What changed since the list was drawn, and what somebody picked: both outlive a redraw.
const changed = new Set();
const picked = new Set();
let timer, busy, query, lastPick, focused;
let order = [];
let drawnAt = 0;
let skew = 0;

const held = () => cards().matches(":hover") && matchMedia("(hover: hover)").matches;

function later() {
  if (!cards() || timer || document.hidden) return;
  timer = setTimeout(redraw, Math.max(100, drawnAt + APART - Date.now()));
}

async function redraw() {
  timer = undefined;
  if (!cards()) return;
  if (busy) return later();
  busy = true;
  drawnAt = Date.now();
  try {
    await (held() ? refresh() : drawAnew());
  } finally {
    busy = false;
  }
}

function drawAnew() {
  changed.clear();
  const list = cards();
  const url = new URL(list.dataset.url, location);
  url.searchParams.set("shown", Math.min(MOST_SHOWN, links().length));
  if (opened()) url.searchParams.set("chosen", opened());
  return htmx.ajax("GET", url.pathname + url.search, { target: "#list", swap: "innerMorph" });
}

// While the hand is on the list its cards stay where they are; what they say is put right all the same.
function refresh() {
  const ids = [...changed].filter((id) => document.getElementById(`card-${id}`));
  const url = new URL(cards().dataset.url.replace("/inbox/list", "/inbox/cards"), location);
  for (const id of ids.slice(0, 50)) url.searchParams.append("id", id);
  if (opened()) url.searchParams.set("chosen", opened());
  tellChanged();
  if (ids.length) return htmx.ajax("GET", url.pathname + url.search, { target: "#cards", swap: "none" });
}

function tellChanged() {
  const button = document.getElementById("changed");
  if (!button) return;
  button.hidden = !changed.size;
  button.querySelector("[data-count]").textContent = changed.size;
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (!detail.id || !cards()) return;
  const card = detail.conversation ? null : document.querySelector(`#cards [data-contact="${detail.contact}"]`);
  const id = detail.conversation || Number(card?.id.slice(5));
  if (id) changed.add(id);
  if (detail.kind === "tag.changed") for (const item of document.querySelectorAll("#cards > li[id]")) changed.add(Number(item.id.slice(5)));
  later();
});
document.addEventListener("zapbot:online", ({ detail }) => detail && later());
document.addEventListener("visibilitychange", () => later());
document.addEventListener("pointerout", (event) => {
  if (changed.size && cards()?.contains(event.target) && !cards().contains(event.relatedTarget)) later();
});

// What somebody picked stays picked; with Shift all between two; what is listed no more is let go of.
function markPicked() {
  for (const pick of picks()) pick.checked = picked.has(pick.value);
  const all = document.querySelector(".everything input");
  const count = document.querySelector("[data-picked]");
  const shown = all?.checked ? document.querySelector(".everything").dataset.total : String(picked.size);
  if (count) say(count, shown);
}

function pick(box, event) {
  const all = picks();
  const between = event.shiftKey && lastPick ? [all.findIndex((one) => one.value === lastPick), all.indexOf(box)].sort((a, b) => a - b) : [all.indexOf(box), all.indexOf(box)];
  if (between[0] < 0) between[0] = between[1];
  for (const one of all.slice(between[0], between[1] + 1)) box.checked ? picked.add(one.value) : picked.delete(one.value);
  lastPick = box.value;
  const everything = document.querySelector(".everything input");
  if (everything && !box.checked) everything.checked = false;
  markPicked();
}

function unpick() {
  picked.clear();
  const everything = document.querySelector(".everything input");
  if (everything) everything.checked = false;
  markPicked();
}

document.addEventListener("click", (event) => {
  if (event.target.matches(".pick")) return pick(event.target, event);
  if (event.target.matches(".everything input")) return markPicked();
  if (event.target.closest("[data-unpick]")) return unpick();
  if (event.target.closest("[data-close-panel]")) return closePanel();
  if (event.target.closest("#changed")) return drawAnew();
  if (event.target.closest("#found a, #cards a")) chose(event.target.closest("a"));
});

function closePanel() {
  const panel = document.getElementById("panel");
  if (!panel?.firstElementChild) return false;
  panel.replaceChildren();
  document.querySelector(".statuses .filter")?.focus();
  return true;
}

// One card takes the Tab key; the arrows go from card to card, Enter opens.
function rove(link) {
  for (const one of links()) one.tabIndex = one === link ? 0 : -1;
}

function chose(link) {
  for (const one of links()) one.toggleAttribute("aria-current", false);
  if (cards().contains(link)) {
    link.setAttribute("aria-current", "true");
    rove(link);
  }
}

function step(by, from) {
  const all = links();
  const at = all.indexOf(from);
  return all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("#cards .card-item > a, #cards .pick");
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  const card = link.matches("a") ? link : link.parentElement.querySelector("a");
  const to = { ArrowDown: () => step(1, card), ArrowUp: () => step(-1, card), Home: () => links()[0], End: () => links().at(-1) }[event.key]?.();
  if (event.key === " " && link === card) card.parentElement.querySelector(".pick").click();
  else if (!to) return;
  event.preventDefault();
  if (to) (rove(to), to.focus());
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("#cards .card-item > a")) rove(event.target);
});

document.addEventListener("zapbot:key", ({ detail }) => {
  const search = document.querySelector("[data-key=search]");
  if (detail.name === "search" && search) (search.focus(), search.select());
  if (detail.name === "close") closePanel() || emptySearch(search);
  if (detail.name !== "next" && detail.name !== "previous") return;
  const by = detail.name === "next" ? 1 : -1;
  go(beside(by) ?? (document.getElementById(`card-${opened()}`) ? undefined : beside(-by)));
});
document.addEventListener("zapbot:left", () => go(beside(1) ?? beside(-1)));

// What stands beside the open conversation, or stood beside it when it was listed last.
function beside(by) {
  const at = order.indexOf(`card-${opened()}`);
  const there = by > 0 ? order.slice(at + 1) : order.slice(0, Math.max(0, at)).reverse();
  return there.map((id) => document.getElementById(id)).find(Boolean)?.querySelector("a");
}

function go(link) {
  link?.click();
  link?.scrollIntoView({ block: "nearest" });
}

function emptySearch(search) {
  if (!search?.value || document.activeElement !== search) return;
  search.value = "";
  document.getElementById("found")?.replaceChildren();
}

// After a swap: whose turn it is, what was picked, where the address leads.
function settled() {
  const list = cards();
  if (!list) return;
  if (query !== undefined && query !== list.dataset.query) (unpick(), remember(list.dataset.query));
  query = list.dataset.query;
  const shown = links().map((link) => link.parentElement.id);
  if (shown.includes(`card-${opened()}`) || !order.includes(`card-${opened()}`)) order = shown;
  for (const id of picked) if (!document.getElementById(`card-${id}`)) picked.delete(id);
  markPicked();
  for (const link of links()) opened() && link.parentElement.id === `card-${opened()}` ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  if (!links().some((one) => one.tabIndex === 0) || links().filter((one) => one.tabIndex === 0).length > 1)
    rove(links().find((one) => one.hasAttribute("aria-current")) ?? links()[0]);
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.querySelector("a").focus({ preventScroll: true });
  const job = document.querySelector(".job[data-seconds]");
  if (job) setTimeout(later, 1000 * (job.dataset.job === "running" || job.dataset.job === "undoing" ? 1 : Number(job.dataset.seconds) + 0.5));
  tellChanged();
  clocks();
}

function remember(asked) {
  const path = location.pathname === "/" || location.pathname === "/search" ? "/inbox" : location.pathname;
  history.replaceState(history.state, "", `${path}?${asked}`);
}

document.addEventListener("htmx:before:swap", () => {
  focused = document.activeElement?.closest?.(".card-item")?.id;
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  if (done(detail.ctx, "#bulk, #bulk *")) unpick();
});
document.addEventListener("htmx:after:swap", ({ detail }) => {
  settled();
  if (done(detail.ctx, "#panel *")) closePanel();
});

// Whether what somebody asked for here is done. A form's own id may be a field of it.
function done(ctx, where) {
  return ctx?.sourceElement?.matches?.(where) && ctx.response?.status < 400;
}

// Times in words: how long somebody waits, how long the window stays open, by the server's clock.
const span = (seconds) => (seconds < 60 ? "<1 min" : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : seconds < 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`);
const say = (element, text) => element && element.textContent !== text && (element.textContent = text);

let told;

function clocks() {
  const drawn = cards()?.dataset.now;
  if (drawn && drawn !== told) skew = Number(drawn) - Date.now() / 1000;
  told = drawn;
  const now = Date.now() / 1000 + skew;
  for (const time of document.querySelectorAll("time[data-since]")) say(time, span(now - Date.parse(time.dateTime) / 1000));
  for (const time of document.querySelectorAll("#cards time[data-ago]")) {
    const passed = now - Date.parse(time.dateTime) / 1000;
    if (passed >= 60 && passed < 3600) say(time, cards().dataset.minutes.replace("{n}", Math.floor(passed / 60)));
  }
  const strip = document.getElementById("handling");
  if (strip) for (const mark of document.querySelectorAll("#panes [data-window]")) mark.dataset.window = strip.dataset.closes;
  for (const mark of document.querySelectorAll("[data-window]")) {
    if (!mark.dataset.window) continue;
    const left = Number(mark.dataset.window) - now;
    mark.dataset.state = left <= 0 ? "closed" : left < 3600 ? "last" : left < 4 * 3600 ? "soon" : "good";
    const words = mark.querySelector("[data-left]");
    if (words) say(words, left > 0 ? span(left) : "");
    else say(mark, left > 0 ? mark.dataset.long.replace("{time}", span(left)) : mark.dataset.closed);
  }
}
settled();
setInterval(clocks, 20000);
