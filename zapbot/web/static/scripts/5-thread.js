// The open thread: every message once, in its place, as it is now, whatever happens to the connection.
const STICKY = 80;
const SOON = 20;
const AGAIN = 2000;
const AT_ONCE = 150;

const pane = () => document.querySelector(".thread-pane");
const box = () => document.getElementById("log");
const list = () => document.getElementById("messages");
const bubble = (id) => list()?.querySelector(`#msg-${id}`);
const atEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < STICKY;
const here = (id) => pane()?.dataset.conversation === id;

const moved = new Set();
let lacks = false, running = false, loading = false, timer, unseen = 0, seenUntil = 0, opened = "";

// Where something stands: by its time, days before what is said on them, then by its number.
const order = (li) => [Number(li.dataset.at), Number(li.dataset.rank), Number(li.dataset.id ?? li.id.slice(5)) || 0];
function isLater(one, other) {
  const [a, b] = [order(one), order(other)];
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return false;
}

function insert(li) {
  let above = list().lastElementChild;
  while (above && (above === li || !above.dataset.at || isLater(above, li))) above = above.previousElementSibling;
  if (above?.dataset.until > Number(li.dataset.at)) above = apart(above, li);
  if (above) {
    if (above.nextElementSibling !== li) above.after(li);
  } else if (list().firstElementChild !== li) list().prepend(li);
}

// What follows something that came late says anew who speaks: it does not stand below the same speaker any more.
function unjoin(below) {
  if (!below?.matches(".bubble.joined")) return;
  below.classList.remove("joined");
  delete below.dataset.body;
  again(below.dataset.id);
}

// Something belongs between the pictures of a grid: they stand by themselves again; the one above it.
function apart(grid, li) {
  const tiles = [...grid.firstElementChild.children];
  grid.replaceWith(...tiles);
  return tiles.findLast((tile) => !isLater(tile, li));
}

// Whether something is of the part that is here: what is earlier or newer comes with the rest of it.
function within(li) {
  const [first, last] = [list().querySelector(":scope > [data-at]"), list().querySelector(":scope > [data-at]:last-child")];
  if ("earlier" in list().dataset && first && isLater(first, li)) return false;
  return !("newer" in list().dataset && last && isLater(li, last));
}

const shown = (li) => list().querySelector(`#${CSS.escape(li.id)}`);
const comes = (li) => (shown(li) || within(li)) && place(li);

// What is there already is put right where it is; True for what was not.
function place(li) {
  const known = shown(li);
  if (!known) {
    insert(li);
    unjoin(li.nextElementSibling);
    htmx.process(li);
    return li.classList.contains("bubble");
  }
  if (li.classList.contains("bubble")) renew(known, li);
  else if (known.dataset.at !== li.dataset.at) {
    known.replaceWith(li);
    insert(li);
  } else if (li.dataset.rank === "0") insert(known);
  return false;
}

function renew(old, li) {
  if (old.classList.contains("joined")) li.classList.add("joined");
  const moves = old.dataset.at !== li.dataset.at && old.parentElement === list();
  if (old.dataset.body !== li.dataset.body) {
    old.replaceWith(li);
    htmx.process(li);
    old = li;
  } else parts(old, li);
  if (moves) insert(old);
}

// Only what changes about a message is exchanged: a sound goes on playing, what is open stays open.
function parts(old, li) {
  const details = old.querySelector(":scope > .meta > .about[open]");
  if (details) li.querySelector(":scope > .meta > .about")?.replaceWith(details);
  for (const part of old.querySelectorAll(":scope > .meta, :scope > .ending, :scope > .reactions")) part.remove();
  const fresh = [...li.querySelectorAll(":scope > .meta, :scope > .ending, :scope > .reactions")];
  old.querySelector(":scope > .body").after(...fresh);
  for (const part of fresh) htmx.process(part);
  old.className = li.className;
  for (const name of ["at", "moving"]) name in li.dataset ? (old.dataset[name] = li.dataset[name]) : delete old.dataset[name];
}

async function fetched(id, query) {
  const answer = await fetch(`/c/${id}/messages?${new URLSearchParams(query)}`, { headers: { "HX-Request": "true" } });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(`${answer.status}`);
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("messages");
  return document.adoptNode(part);
}

// One at a time: what changes while we ask is asked for in the next round.
async function sync() {
  if (running || !pane()) return;
  running = true;
  try {
    while (pane() && (moved.size || lacks)) await round(pane().dataset.conversation);
  } catch {
    lacks = true;
    setTimeout(sync, AGAIN);
  } finally {
    running = false;
  }
}

async function round(id) {
  const asked = [...moved].slice(0, AT_ONCE);
  for (const one of asked) moved.delete(one);
  try {
    const known = asked.filter((one) => bubble(one) || one <= Number(list().dataset.seen));
    if (known.length) renewed(id, known, await fetched(id, { some: known.join(",") }));
    if (!lacks || !here(id)) return;
    lacks = false;
    if ("newer" in list().dataset) return;
    const part = await fetched(id, { since: list().dataset.seen, line: list().dataset.line });
    if (here(id)) add(part);
  } catch (error) {
    asked.forEach(again);
    throw error;
  }
}

// What changed is drawn anew; what is no bubble of its own any more, since it sits on another one, goes.
function renewed(id, asked, part) {
  if (!here(id)) return;
  keepEnd(() => {
    for (const one of asked) if (!part.querySelector(`#msg-${one}`)) bubble(one)?.remove();
    for (const li of part.querySelectorAll(".bubble")) comes(li);
  });
}

function add(part) {
  const fresh = keepEnd(() => [...part.children].filter(comes));
  for (const li of fresh) if (li.classList.contains("is-option")) again(li.querySelector("[data-jump]")?.dataset.jump);
  for (const id of part.dataset.touched?.split(",") ?? []) if (bubble(id)) again(id);
  list().dataset.seen = part.dataset.seen;
  list().dataset.line = part.dataset.line;
  lacks ||= "newer" in part.dataset;
  const heard = fresh.filter((li) => li.classList.contains("in")).length;
  atEnd() ? look() : tellUnseen(heard);
}

function again(id) {
  if (id) moved.add(Number(id));
}

// Who is at the end stays there; who reads further up is not moved.
function keepEnd(change) {
  const sticks = atEnd() && !("newer" in list().dataset);
  const result = change();
  albums();
  if (sticks) box().scrollTop = box().scrollHeight;
  return result;
}

function tellUnseen(more) {
  const button = document.getElementById("newer");
  const end = atEnd() && !("newer" in list().dataset);
  unseen = end ? 0 : unseen + more;
  button.hidden = end;
  button.textContent = unseen ? (unseen === 1 ? button.dataset.one : button.dataset.many.replace("{n}", unseen)) : button.dataset.end;
}

async function older() {
  if (loading || !("earlier" in list().dataset)) return;
  loading = true;
  const id = pane().dataset.conversation;
  try {
    const part = await fetched(id, { before: list().dataset.first });
    if (!here(id)) return;
    box().setAttribute("aria-live", "off");
    const below = box().scrollHeight - box().scrollTop;
    for (const li of [...part.children]) place(li);
    albums();
    box().scrollTop = box().scrollHeight - below;
    list().dataset.first = part.dataset.first;
    if (!("earlier" in part.dataset)) delete list().dataset.earlier;
    document.getElementById("earlier").hidden = !("earlier" in part.dataset);
    setTimeout(() => box()?.removeAttribute("aria-live"), 500);
  } catch {
    await new Promise((over) => setTimeout(over, AGAIN));
  } finally {
    loading = false;
  }
}

async function younger() {
  if (loading || !("newer" in list().dataset)) return;
  loading = true;
  const id = pane().dataset.conversation;
  try {
    const part = await fetched(id, { after: list().dataset.last });
    if (!here(id)) return;
    for (const li of [...part.children]) place(li);
    albums();
    list().dataset.last = part.dataset.last;
    if ("newer" in part.dataset) return;
    delete list().dataset.newer;
    document.getElementById("later").hidden = true;
    changed();
  } catch {
    await new Promise((over) => setTimeout(over, AGAIN));
  } finally {
    loading = false;
  }
}

// Pictures of one speaker that came within seconds become one grid.
const SECONDS = 15;
function albums() {
  for (const li of [...list().children]) {
    const above = li.previousElementSibling;
    if (!li.dataset.album || above?.dataset.album !== li.dataset.album) continue;
    if (Number(li.dataset.at) - Number(above.dataset.until ?? above.dataset.at) > SECONDS) continue;
    const grid = above.matches(".album") ? above : wrapped(above);
    const tiles = li.matches(".album") ? [...li.firstElementChild.children] : [li];
    grid.firstElementChild.append(...tiles);
    grid.dataset.until = li.dataset.until ?? li.dataset.at;
    if (li.matches(".album")) li.remove();
  }
}

function wrapped(li) {
  const grid = document.createElement("li");
  grid.className = `album ${li.classList.contains("out") ? "out" : "in"}`;
  for (const name of ["at", "rank", "id", "album"]) grid.dataset[name] = li.dataset[name];
  li.replaceWith(grid);
  grid.append(document.createElement("ol"));
  grid.firstElementChild.append(li);
  return grid;
}

// What is on the screen of somebody who looks has been seen.
function look() {
  if (!pane() || document.visibilityState !== "visible" || "newer" in list().dataset) return;
  const until = Math.max(0, ...[...list().querySelectorAll(".bubble[data-id]")].map((li) => Number(li.dataset.id)));
  if (!until || until <= seenUntil) return;
  seenUntil = until;
  const id = pane().dataset.conversation;
  const headers = { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
  fetch(`/c/${id}/seen`, { method: "POST", headers, body: new URLSearchParams({ until }) }).then(() => read(id), () => (seenUntil = 0));
}

function read(id) {
  const card = document.getElementById(`card-${id}`);
  card?.classList.remove("unread");
  card?.querySelector(".badge")?.remove();
}

function jump(li) {
  li.scrollIntoView({ block: "center" });
  li.classList.add("wanted");
  setTimeout(() => li.classList.remove("wanted"), 2500);
}

function changed() {
  lacks = true;
  clearTimeout(timer);
  timer = setTimeout(sync);
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.kind === "seen" && String(detail.user) === document.body.dataset.user) read(detail.conversation);
  if (detail.kind === "reset") return everything(".bubble");
  if (!detail.id || !pane()) return;
  if (/^number\.(stopped|resumed)$/.test(detail.kind)) return waiting();
  const known = detail.message && bubble(detail.message);
  if (!known && Number(pane().dataset.contact) !== detail.contact) return;
  if (detail.message) moved.add(detail.message);
  if (/^message\.(waits|unknown)$/.test(detail.kind)) waiting();
  if (detail.kind === "message.received") reopened();
  if (detail.told || detail.message > Number(list().dataset.seen)) return came(detail);
  if (!detail.message) return;
  clearTimeout(timer);
  timer = setTimeout(sync, known ? SOON : 0);
});

function came({ kind, message }) {
  if ("newer" in list().dataset) {
    if (kind === "message.received" && message > Number(list().dataset.seen)) tellUnseen(1);
    return;
  }
  changed();
}

// After a silence nothing is taken for granted: what may have moved is asked for, and what came. When lines were missed
// anything may have: it was edited or deleted, somebody reacted, its picture is here.
function everything(which) {
  if (!pane()) return;
  for (const li of list().querySelectorAll(which)) moved.add(Number(li.dataset.id));
  changed();
}
document.addEventListener("zapbot:online", ({ detail }) => detail && everything(".bubble[data-moving]"));

// The customer wrote: what could not be sent again, because the window was closed, can be now.
function reopened() {
  for (const button of list().querySelectorAll("[data-do=choose-template]")) again(button.closest(".bubble").dataset.id);
}

// What waits says for what: when that changes for one, others wait for the same.
function waiting() {
  for (const tick of list().querySelectorAll(".tick.pending")) again(tick.closest(".bubble").dataset.id);
  clearTimeout(timer);
  timer = setTimeout(sync, SOON);
}
document.addEventListener("zapbot:sync", changed);
document.addEventListener("visibilitychange", () => pane() && atEnd() && look());

const near = new IntersectionObserver((edges) => {
  for (const edge of edges) if (edge.isIntersecting) edge.target.id === "earlier" ? older() : younger();
});

function settled() {
  const id = pane()?.dataset.conversation ?? "";
  document.querySelector("main.inbox")?.classList.toggle("opened", Boolean(id));
  if (!id || list().dataset.drawn) return;
  list().dataset.drawn = "1";
  if (id !== opened) seenUntil = 0;
  opened = id;
  unseen = 0;
  moved.clear();
  albums();
  begin();
  near.disconnect();
  for (const name of ["earlier", "later"]) near.observe(document.getElementById(name));
  box().addEventListener("scroll", scrolled, { passive: true });
  changed();
  look();
}

function begin() {
  const wanted = bubble(list().dataset.wanted), unread = document.getElementById("unread");
  if (wanted) jump(wanted);
  else if (unread) unread.scrollIntoView({ block: "center" });
  else box().scrollTop = box().scrollHeight;
  tellUnseen(0);
}

function scrolled() {
  if (box().scrollTop < 300) older();
  if ("newer" in list().dataset && atEnd()) younger();
  if (!atEnd()) return tellUnseen(0);
  tellUnseen(0);
  look();
}

function toEnd() {
  if ("newer" in list().dataset) return htmx.ajax("GET", `/c/${pane().dataset.conversation}`, { target: "#panes", swap: "innerHTML" });
  box().scrollTop = box().scrollHeight;
  tellUnseen(0);
  look();
}

// What can be sent instead, when only a template may be.
function chooseTemplate() {
  const picker = document.getElementById("picker");
  if (picker?.hidden) document.querySelector("#compose [data-do=templates]")?.click();
  picker?.querySelector("input[type=search]")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=choose-template]")) return chooseTemplate();
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const link = event.target.closest("[data-jump], #newer, #earlier, #later");
  if (!link || !pane()?.contains(link)) return;
  event.preventDefault();
  if (link.id === "newer" || link.id === "later") return toEnd();
  if (link.id === "earlier") return older();
  const wanted = bubble(link.dataset.jump);
  if (wanted) return jump(wanted);
  htmx.ajax("GET", link.getAttribute("href"), { target: "#panes", swap: "innerHTML" });
});

document.addEventListener("htmx:after:swap", settled);
document.addEventListener("DOMContentLoaded", settled);
settled();
