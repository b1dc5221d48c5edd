// What is sent shows at once. Each message knows to whom it was written: answers, failures and second thoughts are
// applied there, whatever is open when they come.
const waiting = new Map();
const lines = new Map();
const watcher = new MutationObserver(() => replaced());

const box = () => document.getElementById("compose");
const here = () => box()?.dataset.id;
const list = () => document.getElementById("messages");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const toast = (text, bad = false) => tell("zapbot:toast", { text, bad });
const bubbles = (id) => waiting.get(id) ?? waiting.set(id, new Set()).get(id);
const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function word(name) {
  const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
  return key?.nextElementSibling.textContent ?? name;
}

function post(address, data) {
  const headers = { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
  return fetch(address, { method: "POST", body: new URLSearchParams(data), headers });
}

function bubbleFor({ conversation, row, text, data }) {
  const bubble = copy("sending-bubble");
  if (data.mode === "note") bubble.classList.replace("out", "note");
  bubble.querySelector(".said").textContent = text || (row?.dataset.voice ? `🎤 ${word("voice")}` : row?.dataset.name) || "…";
  bubble.dataset.at = Date.now() / 1000;
  bubble.dataset.rank = 2;
  bubbles(conversation).add(bubble);
  return bubble;
}

// Those of the open conversation stand among its messages, each at its time.
function show() {
  if (!list()) return;
  const log = document.getElementById("log"), ends = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  for (const bubble of bubbles(here())) {
    if (bubble.parentElement === list()) continue;
    const above = [...list().children].findLast((li) => Number(li.dataset.at) <= Number(bubble.dataset.at));
    above ? above.after(bubble) : list().append(bubble);
  }
  watcher.observe(list(), { childList: true });
  if (ends) log.scrollTop = log.scrollHeight;
}

// One after the other, also those of one Enter and the next.
function send(parcels) {
  const [{ conversation }] = parcels;
  for (const one of parcels) one.bubble ??= bubbleFor(one);
  if (here() === conversation) {
    show();
    const log = document.getElementById("log");
    log.scrollTop = log.scrollHeight;
  }
  lines.set(conversation, (lines.get(conversation) ?? Promise.resolve()).then(() => go(parcels)));
}

async function go(parcels) {
  const done = [];
  for (const [at, one] of parcels.entries()) {
    const answer = await deliver(one), rest = parcels.slice(at);
    if (answer?.id) done.push(arrived(one, answer));
    else answer ? refused(rest, answer) : rest.forEach((other) => unsent(other, rest));
    if (!answer?.id) break;
  }
  if (done.length) left(done);
}

function left(done) {
  const { conversation, into, data, undo } = done.at(-1);
  tell("zapbot:arrived", { conversation, mode: data.mode });
  if (undo) offerUndo(done, undo);
  if (data.at) toast(word("scheduled"));
  if (into !== conversation && here() === conversation) tell("zapbot:follow", { from: conversation, to: into });
}

// What the server says; nothing when it could not be asked.
async function deliver({ conversation, row, data }) {
  try {
    if (row?.failed) row.again();
    await row?.ready;
    if (row && !row.dataset.source) return null;
    const file = row ? { file: row.dataset.source, file_name: row.dataset.name, voice: row.dataset.voice } : {};
    const answer = await post(`/c/${conversation}/reply`, { ...data, ...file });
    return answer.ok || answer.status === 422 ? await answer.json() : null;
  } catch {
    return null;
  }
}

// A template was sent by its own form.
function sent({ one, answer }) {
  one.bubble = bubbleFor(one);
  if (here() === one.conversation) show();
  left([arrived(one, answer)]);
}

// The thread brings the true bubble; ours goes when that is there.
function arrived(one, { id, conversation, undo }) {
  const { bubble } = one;
  bubbles(one.conversation).delete(bubble);
  bubble.dataset.stands = `msg-${id}`;
  const pane = document.querySelector(".thread-pane");
  if (here() === one.conversation && !document.getElementById(bubble.dataset.stands)) {
    tell("zapbot:change", { kind: "message.queued", id: 1, contact: Number(pane.dataset.contact), conversation, message: id });
  }
  replaced();
  return Object.assign(one, { id, undo, into: String(conversation) });
}

function replaced() {
  for (const bubble of document.querySelectorAll("#messages [data-stands]")) {
    if (document.getElementById(bubble.dataset.stands)) bubble.remove();
  }
}

// It did not leave this browser: the bubble says so, and it and those after it can be sent again under the same keys.
function unsent({ bubble, row }, rest) {
  const fault = bubble.querySelector(".fault"), why = row?.failed && row.querySelector(".fault").textContent;
  bubble.classList.add("failed");
  fault.hidden = false;
  if (why) fault.firstElementChild.textContent = why;
  fault.querySelector("button").onclick = () => {
    const again = rest.filter((one) => one.bubble.classList.contains("failed"));
    for (const one of again) {
      one.bubble.classList.remove("failed");
      one.bubble.querySelector(".fault").hidden = true;
    }
    send(again);
  };
}

function refused(rest, { problem, error }) {
  for (const { bubble, conversation } of rest) {
    bubbles(conversation).delete(bubble);
    bubble.remove();
  }
  tell("zapbot:refused", { list: rest, reason: problem, error });
}

function offerUndo(sent, seconds) {
  const line = copy("undo-toast"), [{ conversation }] = sent;
  document.getElementById("toasts").append(line);
  const timer = setTimeout(() => line.remove(), seconds * 1000 - 300);
  line.querySelector("button").onclick = async () => {
    clearTimeout(timer);
    line.remove();
    const ids = sent.map(({ id }) => id).join(",");
    const { canceled } = await post(`/c/${conversation}/undo`, { messages: ids }).then((it) => it.json()).catch(() => ({ canceled: [] }));
    if (canceled.length < sent.length) toast(word("too_late"), true);
    const back = sent.filter(({ id, data }) => canceled.includes(id) && data.mode !== "template");
    for (const one of back) delete one.bubble;
    if (back.length) tell("zapbot:back", { list: back });
  };
}

document.addEventListener("zapbot:send", ({ detail }) => send(detail.list));
document.addEventListener("zapbot:sent", ({ detail }) => sent(detail));
document.addEventListener("zapbot:key", ({ detail }) => {
  if (detail.name === "undo") document.querySelector("#toasts .undo:last-of-type button")?.click();
});
document.addEventListener("htmx:after:swap", () => here() && bubbles(here()).size && show());
window.addEventListener("beforeunload", (event) => {
  if ([...waiting.values()].some(({ size }) => size)) event.preventDefault();
});
