// The composer: what is sent shows at once, what is begun is kept, and when the window closes only templates are left.
const OPEN_MS = (24 * 3600 - 300) * 1000;
const GAP = /\{[\p{L}_][\p{L}\p{N}_]{0,39}\}/gu;
let deadline = 0, draftTimer, drafted = "", confirmed = false;

const watcher = new MutationObserver(() => replaced());

const box = () => document.getElementById("compose");
const form = () => document.querySelector("form.compose");
const area = () => form().elements.text;
const mode = () => form().elements.mode.value;
const shut = () => box().classList.contains("shut");
const rows = () => [...form().querySelectorAll(".files li")];
const gaps = (text) => [...new Set(text.match(GAP) ?? [])];
const newKey = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12))));
const url = (what) => `/c/${box().dataset.id}/${what}`;

function word(name, values = {}) {
  const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
  return (key?.nextElementSibling.textContent ?? name).replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
}

function post(address, data, more = {}) {
  const headers = { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
  return fetch(address, { method: "POST", body: new URLSearchParams(data), headers, ...more });
}

function problem(text, where = form()) {
  const line = where.querySelector(".problem-line");
  line.textContent = text;
  line.hidden = !text;
}

function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

// Drafts: one second after the last key, and before anything takes the text away.
function keepDraft() {
  clearTimeout(draftTimer);
  draftTimer = undefined;
  if (!box() || mode() === "template" || area().value === drafted) return;
  const begun = Boolean(drafted.trim()), conversation = Number(box().dataset.id);
  drafted = area().value;
  area().dataset[mode()] = drafted;
  const data = { mode: mode(), text: drafted, key: form().elements.key.value };
  post(url("draft"), data, { keepalive: true }).catch(() => (drafted = ""));
  if (begun === Boolean(drafted.trim())) return;
  const detail = { kind: "draft", id: 1, conversation };
  setTimeout(() => document.dispatchEvent(new CustomEvent("zapbot:change", { detail })), 300);
}

function written() {
  const field = area().parentElement, found = mode() === "note" ? [] : gaps(area().value);
  if (!CSS.supports("field-sizing", "content")) {
    area().style.height = "auto";
    area().style.height = `${area().scrollHeight}px`;
  }
  field.classList.toggle("gaps", found.length > 0);
  const mirror = field.querySelector(".mirror");
  mirror.replaceChildren();
  if (!found.length) return;
  for (const part of area().value.split(/(\{[\p{L}_][\p{L}\p{N}_]{0,39}\})/u)) {
    const node = part.match(GAP) ? document.createElement("mark") : document.createTextNode(part);
    if (node.nodeType === 1) node.textContent = part;
    mirror.append(node);
  }
  mirror.scrollTop = area().scrollTop;
}

function write(text, caret = text.length) {
  area().value = text;
  area().setSelectionRange(caret, caret);
  written();
}

function choose(name) {
  const radio = form()?.querySelector(`[name=mode][value=${name}]`);
  if (!radio) return;
  if (!radio.checked) {
    keepDraft();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  area().focus();
}

function changedMode() {
  clearTimeout(draftTimer);
  problem("");
  area().dataset.shownPlaceholder ??= area().placeholder;
  area().placeholder = mode() === "note" ? area().dataset.placeholderNote : area().dataset.shownPlaceholder;
  drafted = area().dataset[mode()] ?? "";
  write(drafted);
}

// Sending.
function parcels() {
  const text = area().value.trim(), files = rows();
  const shared = { csrf: form().elements.csrf.value, mode: mode(), quote: form().elements.quote.value, at: form().elements.at.value };
  const found = files.map((row) => ({ ...shared, file: row.dataset.source, file_name: row.dataset.name, voice: row.dataset.voice, text: "", row }));
  const captioned = text.length <= 1024 && found.find(({ row }) => row.dataset.kind !== "audio");
  if (captioned) captioned.text = text;
  else if (text || !found.length) found.unshift({ ...shared, text });
  found.forEach((one, index) => {
    one.key = index ? newKey() : form().elements.key.value;
    if (index) one.quote = "";
  });
  return found;
}

function mayLeave() {
  if (rows().some((row) => !row.dataset.source)) return word("uploading");
  const missing = mode() === "note" ? [] : gaps(area().value);
  if (missing.length) return word("unfilled", { missing: missing.join(", ") });
  const typing = document.querySelector(".thread-pane")?.dataset.typing;
  if (typing && mode() !== "note" && !confirmed) {
    confirmed = true;
    return word("typing", { name: typing });
  }
  return "";
}

function bubbleFor(one) {
  const bubble = copy("sending-bubble");
  if (one.mode === "note") bubble.classList.replace("out", "note");
  bubble.querySelector(".said").textContent = one.text || (one.voice === "1" ? `🎤 ${word("voice")}` : one.file_name) || "…";
  const list = document.getElementById("messages");
  bubble.dataset.at = Date.now() / 1000;
  bubble.dataset.rank = 2;
  list.append(bubble);
  watcher.observe(list, { childList: true });
  const log = document.getElementById("log");
  log.scrollTop = log.scrollHeight;
  return bubble;
}

function emptied() {
  clearTimeout(draftTimer);
  draftTimer = undefined;
  drafted = area().dataset[mode()] = "";
  rows().forEach((row) => row.remove());
  form().querySelector(".files").hidden = true;
  unquote();
  form().elements.at.value = "";
  planned();
  form().querySelector("details.schedule").open = false;
  form().elements.key.value = newKey();
  confirmed = false;
  write("");
}

async function submitted() {
  const why = mayLeave();
  problem(why);
  if (why || (!area().value.trim() && !rows().length)) return area().focus();
  const sent = parcels(), ids = [], keep = { text: area().value, mode: mode() };
  sent.forEach((one) => (one.bubble = bubbleFor(one)));
  emptied();
  area().focus();
  let undo = 0;
  for (const one of sent) {
    const answer = await deliver(one, keep);
    if (!answer) break;
    ids.push(answer.id);
    undo = answer.undo;
  }
  if (undo && ids.length) offerUndo(ids, undo, keep, sent.map((one) => one.row).filter(Boolean));
}

async function deliver(one, keep) {
  const { bubble, row, ...data } = one;
  let answer;
  try {
    answer = await post(url("reply"), data);
  } catch {
    return unsent(one, keep);
  }
  if (answer.status === 422) return refused(one, keep, await answer.json());
  if (!answer.ok) return unsent(one, keep);
  return arrived(bubble, answer, data.at);
}

// The thread brings the true bubble; ours goes when that is there.
async function arrived(bubble, answer, at) {
  const { id, conversation, undo } = await answer.json(), pane = document.querySelector(".thread-pane");
  if (Number(pane?.dataset.conversation) !== conversation) {
    location.assign(`/c/${conversation}`);
    return null;
  }
  bubble.dataset.stands = `msg-${id}`;
  if (!document.getElementById(bubble.dataset.stands)) {
    const detail = { kind: "message.queued", id: 1, contact: Number(pane.dataset.contact), conversation, message: id };
    document.dispatchEvent(new CustomEvent("zapbot:change", { detail }));
  }
  replaced();
  if (at) toast(word("scheduled"));
  return { id, undo };
}

function replaced() {
  for (const bubble of document.querySelectorAll("#messages [data-stands]")) {
    if (document.getElementById(bubble.dataset.stands)) bubble.remove();
  }
}

// It did not leave this browser: the bubble says so and can be sent again under the same key.
function unsent(one, keep) {
  const fault = one.bubble.querySelector(".fault");
  one.bubble.classList.add("failed");
  fault.hidden = false;
  fault.querySelector("button").onclick = () => {
    fault.hidden = true;
    one.bubble.classList.remove("failed");
    deliver(one, keep);
  };
  return null;
}

async function refused(one, keep, { problem: reason, error }) {
  one.bubble.remove();
  if (one.row) addRow(one.row);
  if (mode() !== keep.mode) choose(keep.mode);
  if (!area().value) write(keep.text);
  area().dispatchEvent(new Event("input", { bubbles: true }));
  if (reason === "closed") await redraw();
  problem(error);
  return null;
}

function addRow(row) {
  form().querySelector(".files").append(row);
  form().querySelector(".files").hidden = false;
}

function toast(text, bad = false) {
  document.dispatchEvent(new CustomEvent("zapbot:toast", { detail: { text, bad } }));
}

function offerUndo(ids, seconds, keep, files) {
  const line = copy("undo-toast"), address = url("undo"), conversation = box().dataset.id;
  document.getElementById("toasts").append(line);
  const timer = setTimeout(() => line.remove(), seconds * 1000 - 300);
  line.querySelector("button").onclick = async () => {
    clearTimeout(timer);
    line.remove();
    const answer = await post(address, { messages: ids.join(",") }).then((it) => it.json()).catch(() => ({ canceled: [] }));
    if (answer.canceled.length < ids.length) toast(word("too_late"), true);
    if (!answer.canceled.length || box()?.dataset.id !== conversation) return;
    if (keep.template) return;
    choose(keep.mode);
    write([keep.text, area().value].filter(Boolean).join("\n"));
    files.forEach(addRow);
    area().dispatchEvent(new Event("input", { bubbles: true }));
  };
}

async function sendTemplate(filled) {
  problem("", filled);
  const data = new URLSearchParams(new FormData(filled));
  const one = { text: filled.querySelector("#preview .said").textContent, mode: "template" };
  filled.querySelector("button.primary").disabled = true;
  const answer = await post(filled.action, data).catch(() => null);
  filled.querySelector("button.primary").disabled = false;
  if (answer?.status === 422) return problem((await answer.json()).error, filled);
  if (!answer?.ok) return problem(word("offline"), filled);
  const done = await arrived(bubbleFor(one), answer, data.get("at"));
  if (!done) return;
  if (done.undo) offerUndo([done.id], done.undo, { template: true }, []);
  if (shut()) redraw();
  else {
    document.getElementById("picker").hidden = true;
    area().focus();
  }
}

// The window: counted down from what the server said was left.
function left(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60000));
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}` : `${minutes} min`;
}

function clock() {
  const line = box()?.querySelector(".closes");
  if (!line) return;
  const ms = deadline - Date.now();
  if (ms <= 0) return redraw();
  line.textContent = line.dataset.words.replace("{left}", left(ms));
  line.dataset.state = ms < 3600000 ? "last" : ms < 4 * 3600000 ? "soon" : "good";
}

function redraw() {
  keepDraft();
  return htmx.ajax("GET", url("composer"), { target: "#composer", swap: "innerHTML" });
}

function drawn() {
  if (!box() || box().dataset.drawn) return;
  box().dataset.drawn = "1";
  deadline = Date.now() + Number(box().dataset.left) * 1000;
  drafted = area().value;
  written();
  clock();
  if (matchMedia("(hover: hover)").matches && !shut()) area().focus({ preventScroll: true });
}

function planned() {
  form().querySelector(".schedule").classList.toggle("set", Boolean(form().elements.at.value));
}

function quote(id) {
  if (shut()) return;
  const bubble = document.getElementById(`msg-${id}`), strip = form().querySelector(".quoting");
  choose("reply");
  form().elements.quote.value = id;
  strip.querySelector("strong").textContent = bubble.classList.contains("in") ? document.querySelector(".thread-head h2").textContent : word("you");
  strip.querySelector("span").textContent = (bubble.querySelector(".said") ?? bubble.querySelector(".body"))?.textContent.trim().slice(0, 200) || "…";
  strip.hidden = false;
  area().focus();
}

function unquote() {
  form().elements.quote.value = "";
  form().querySelector(".quoting").hidden = true;
}

function offerReactions(button) {
  const palette = box().querySelector(".emojis"), at = button.getBoundingClientRect();
  palette.dataset.message = button.dataset.react;
  palette.showPopover();
  palette.style.left = `${Math.max(8, Math.min(at.left, innerWidth - palette.offsetWidth - 8))}px`;
  palette.style.top = `${Math.max(8, at.top - palette.offsetHeight - 6)}px`;
  palette.querySelector("button").focus();
}

function react(emoji) {
  const palette = box().querySelector(".emojis");
  palette.hidePopover();
  const data = { message: palette.dataset.message, emoji, key: newKey() };
  post(url("react"), data).then((answer) => answer.ok || toast(word("offline"), true)).catch(() => toast(word("offline"), true));
}

function togglePicker() {
  const picker = document.getElementById("picker");
  picker.hidden = !picker.hidden;
  box().querySelector("[data-do=templates]").setAttribute("aria-expanded", String(!picker.hidden));
  if (picker.hidden) return;
  htmx.ajax("GET", url("templates"), { target: "#choices", swap: "innerHTML" });
  picker.querySelector("input").focus();
}

document.addEventListener("input", ({ target }) => {
  if (target.className === "any-emoji" && target.value.trim()) {
    react(target.value.trim());
    target.value = "";
  }
  if (!box()) return;
  if (target === form().elements.at) return planned();
  if (target !== area()) return;
  written();
  problem("");
  clearTimeout(draftTimer);
  draftTimer = setTimeout(keepDraft, 1000);
});
document.addEventListener("change", ({ target }) => {
  if (target.name === "mode" && target.form === form()) changedMode();
});
document.addEventListener("submit", (event) => {
  if (event.target === form()) {
    event.preventDefault();
    submitted();
  } else if (event.target.matches("form[data-send]")) {
    event.preventDefault();
    sendTemplate(event.target);
  }
});
document.addEventListener("keydown", (event) => {
  if (!box() || event.target !== area() || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape" && !form().querySelector(".quoting").hidden) return unquote();
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
  const control = event.ctrlKey || event.metaKey, plain = box().dataset.enter === "1" && !matchMedia("(pointer: coarse)").matches;
  if (!control && !plain) return;
  event.preventDefault();
  form().requestSubmit();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button || !box()) return;
  if (button.dataset.quote) quote(button.dataset.quote);
  else if (button.dataset.react) offerReactions(button);
  else if ("emoji" in button.dataset) react(button.dataset.emoji);
  else if (button.dataset.do === "unquote") unquote();
  else if (button.dataset.do === "templates") togglePicker();
});
document.addEventListener("zapbot:key", ({ detail }) => {
  if (!box()) return;
  if (detail.name === "reply" || detail.name === "note") choose(detail.name);
  if (detail.name === "undo") document.querySelector("#toasts .undo:last-of-type button")?.click();
});
document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.kind === "note.added" && document.getElementById("mentions")) htmx.ajax("GET", "/mentions/link", { target: "#mentions", swap: "outerHTML" });
  const pane = document.querySelector(".thread-pane");
  if (!box() || detail.kind !== "message.received" || Number(pane?.dataset.contact) !== detail.contact) return;
  deadline = Date.now() + OPEN_MS;
  if (shut() && !(mode() === "note" && area().value)) redraw();
});
document.addEventListener("htmx:before:swap", () => draftTimer && keepDraft());
document.addEventListener("htmx:after:swap", drawn);
document.addEventListener("visibilitychange", () => (document.hidden ? draftTimer && keepDraft() : clock()));
window.addEventListener("pagehide", () => draftTimer && keepDraft());
document.addEventListener("DOMContentLoaded", drawn);
setInterval(clock, 10000);
drawn();
