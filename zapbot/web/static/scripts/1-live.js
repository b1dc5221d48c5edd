// One stream for all tabs of a browser: whoever holds the lock listens and passes on what it hears.
// Every line has a number: one that was heard already is dropped, one that was missed is asked for.
const KEPT = 500;
const SILENT_MS = 25000;
const channel = new BroadcastChannel("zapbot-live");
const kept = [];
const tab = crypto.randomUUID?.() ?? String(Math.random());
let last = Number(document.body.dataset.journal) || 0;
let from = last;
let leads = false;
let source, online, askedAt = 0;
let heardAt = Date.now();
const banner = () => document.getElementById("banner");

function hear(change) {
  if (change.kind === "offline") return reached(false);
  heardAt = Date.now();
  if (change.kind === "online") return reached(true);
  if (change.id && change.id <= last && change.kind !== "reset") return;
  if (change.id) last = change.kind === "reset" ? change.id : Math.max(last, change.id);
  document.dispatchEvent(new CustomEvent("zapbot:change", { detail: change }));
}

function tell(change) {
  if (change.id) kept.push(change);
  if (kept.length > KEPT) from = kept.shift().id;
  hear(change);
  channel.postMessage(change);
}

function reached(now) {
  if (online === now) return;
  online = now;
  const line = document.getElementById("offline");
  if (line) line.hidden = now;
  document.documentElement.classList.toggle("stale", !now);
  document.dispatchEvent(new CustomEvent("zapbot:online", { detail: now }));
}

function listen() {
  source?.close();
  source = new EventSource(`/live?since=${last}`);
  askedAt = Date.now();
  source.onerror = lost;
  for (const name of ["message", "told"]) source.addEventListener(name, () => online || tell({ kind: "online" }));
  for (const name of ["open", "ping"]) source.addEventListener(name, () => tell({ kind: "online" }));
  source.addEventListener("message", ({ data, lastEventId }) => tell({ ...JSON.parse(data), id: Number(lastEventId) }));
  source.addEventListener("told", ({ data }) => tell(JSON.parse(data)));
}

// A stream that broke comes back by itself, with the line to go on from; one that was refused is tried anew,
// unless the session is over: then the page signs in again.
async function lost() {
  tell({ kind: "offline" });
  const broken = source;
  if (broken.readyState !== EventSource.CLOSED) return;
  const answer = await fetch("/live/here", { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 401) return location.reload();
  setTimeout(() => broken === source && listen(), 1000 + Math.random() * 3000);
}

// A computer that slept or a network that changed leaves streams that are dead and do not know it: after a silence,
// in which one ping and more should have come, nobody takes what the page shows for the present.
function stirred() {
  if (Date.now() - heardAt < SILENT_MS) return;
  reached(false);
  if (leads && Date.now() - askedAt > SILENT_MS) listen();
}

// What the browser says of the network counts at once; whether the server can be reached again, only its stream tells.
function cameBack() {
  if (leads && !online) listen();
}

// What keeps messages from leaving is told on every page, and goes from it by itself.
async function redrawBanner() {
  const answer = await fetch("/live/trouble", { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || !banner()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("banner");
  if (fresh.dataset.state === banner().dataset.state) return;
  banner().dataset.state = fresh.dataset.state;
  for (const one of banner().querySelectorAll(".trouble")) one.remove();
  banner().append(...[...fresh.querySelectorAll(".trouble")].map((one) => document.adoptNode(one)));
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.kind === "trouble" ? detail.state !== banner()?.dataset.state : /^(reset|number\.(stopped|resumed))$/.test(detail.kind)) redrawBanner();
});

function answer({ since, tab }) {
  if (!leads) return;
  if (since < from) channel.postMessage({ kind: "reset", id: last, tab });
  else for (const change of kept) if (change.id > since) channel.postMessage(change);
  channel.postMessage({ kind: online ? "online" : "offline" });
}

channel.onmessage = ({ data }) => {
  if (data.kind === "hello") answer(data);
  else if (!data.tab || data.tab === tab) hear(data);
};

function lead() {
  leads = true;
  document.documentElement.dataset.leads = "";
  from = last;
  listen();
  return new Promise(() => {});
}

if (document.body.dataset.user) {
  setInterval(stirred, 5000);
  for (const name of ["focus", "pageshow"]) addEventListener(name, stirred);
  addEventListener("offline", () => reached(false));
  addEventListener("online", cameBack);
}
if (!document.body.dataset.user) channel.close();
else if (navigator.locks) {
  navigator.locks.request("zapbot-live", lead);
  channel.postMessage({ kind: "hello", since: last, tab });
} else lead();
