// The list of conversations: drawn anew as things change, without a jump under the hand of who looks at it.
const WINDOW = 24 * 3600;
const AT_LEAST_APART = 1000;
const MOST_SHOWN = 400;

const cards = () => document.getElementById("cards");
const links = () => [...document.querySelectorAll("#cards .card-item > a")];
const opened = () => document.querySelector(".thread-pane")?.dataset.conversation ?? "";
const picks = () => [...document.querySelectorAll("#cards .pick")];

// What changed since the list was drawn, and what somebody picked: both outlive a redraw.
const changed = new Set();
const picked = new Set();
let timer, busy, drawnAt = 0, lastPick, everything = false;

const held = () => cards()?.matches(":hover") && !matchMedia("(pointer: coarse)").matches;

function later() {
  if (!cards() || timer || document.hidden) return;
  timer = setTimeout(redraw, Math.max(100, drawnAt + AT_LEAST_APART - Date.now()));
}

async function redraw() {
  timer = undefined;
  if (!cards() || busy) return;
  const gently = held() || picked.size;
  busy = true;
  drawnAt = Date.now();
  try {
    await (gently ? refresh() : drawAnew());
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
  if (detail.conversation) changed.add(detail.conversation);
  later();
});
document.addEventListener("visibilitychange", () => changed.size && later());
document.addEventListener("pointerout", (event) => {
  if (changed.size && cards()?.contains(event.target) && !cards().contains(event.relatedTarget)) later();
});

// Times in words: how long somebody waits, how long the window stays open, by the server's clock.
const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short", numeric: "always" });
const span = (seconds) => (seconds < 60 ? "<1 min" : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : seconds < 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`);
const say = (element, text) => element && element.textContent !== text && (element.textContent = text);

function clocks() {
  const drawn = cards();
  if (drawn && drawn.dataset.now !== drawn.dataset.seen) {
    drawn.dataset.seen = drawn.dataset.now;
    skew = Number(drawn.dataset.now) - Date.now() / 1000;
  }
  const now = Date.now() / 1000 + skew;
  for (const time of document.querySelectorAll("time[data-since]")) say(time, span(now - Date.parse(time.dateTime) / 1000));
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const passed = now - Date.parse(time.dateTime) / 1000;
    if (passed >= 60 && passed < 3600) say(time, ago.format(-Math.floor(passed / 60), "minute"));
  }
  for (const mark of document.querySelectorAll("[data-window]")) {
    const left = Number(mark.dataset.window) + WINDOW - now;
    mark.dataset.state = left <= 0 ? "closed" : left < 3600 ? "last" : left < 4 * 3600 ? "soon" : "good";
    say(mark.querySelector("[data-left]") ?? mark, left <= 0 ? (mark.querySelector("[data-left]") ? "" : "24h ✕") : mark.querySelector("[data-left]") ? span(left) : `24h ${span(left)}`);
  }
}
let skew = 0;

document.addEventListener("htmx:after:swap", clocks);
clocks();
setInterval(clocks, 20000);
