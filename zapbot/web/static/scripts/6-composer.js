// The composer: what is begun belongs to its conversation and is there again when one comes back to it.
// When the window closes only templates are left.
const GAP = /\{[\p{L}_][\p{L}\p{N}_]{0,39}\}/gu;
const LATER = { voice: "[data-do=record]", templates: "[data-react], #picker, [data-do=templates]" };
const talks = new Map(), own = new Set(), fetched = {};
let draftTimer, drafted = "", writing = "reply", confirmed = false, within = false, opened;

const box = () => document.getElementById("compose");
const form = () => document.querySelector("form.compose");
const area = () => form().elements.text;
const mode = () => form().elements.mode.value;
const shut = () => box().classList.contains("shut");
const rows = () => [...form().querySelectorAll(".files li")];
const here = () => box()?.dataset.id;
const gaps = (text) => [...new Set(text.match(GAP) ?? [])];
const joined = (...texts) => texts.filter(Boolean).join("\n");
const newKey = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12))));
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// What is begun in a conversation, for as long as this page lives: `unsaved` is what the server may not know yet.
function talk(id) {
  if (!talks.has(id)) talks.set(id, { texts: {}, unsaved: {}, rows: [] });
  return talks.get(id);
}

function word(name, values = {}) {
  const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
  return (key?.nextElementSibling.textContent ?? name).replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
}

function problem(text) {
  const line = form().querySelector(".problem-line");
  line.textContent = text;
  line.hidden = !text;
}

// Drafts: one second after the last key, and before anything takes the text away.
function keepDraft() {
  clearTimeout(draftTimer);
  draftTimer = undefined;
  if (!box() || writing === "template" || area().value === drafted) return;
  const begun = Boolean(drafted.trim());
  drafted = area().value;
  const quiet = writing !== "reply" || showDraft() || begun === Boolean(drafted.trim());
  save(here(), writing, drafted, form().elements.key.value, quiet);
}

async function save(id, mode, text, key = newKey(), quiet = false) {
  const { texts, unsaved } = talk(id), headers = { "X-CSRF-Token": document.body.dataset.csrf };
  texts[mode] = unsaved[mode] = text;
  const answer = await fetch(`/c/${id}/draft`, { method: "POST", body: new URLSearchParams({ mode, text, key }), headers, keepalive: true }).catch(() => null);
  if (!answer?.ok) return;
  if (unsaved[mode] === text) delete unsaved[mode];
  if (!quiet) tell("zapbot:change", { kind: "draft", id: 1, conversation: Number(id) });
}

// The card says what is written here, whatever the list knew when it was drawn.
function showDraft() {
  if (!box() || writing !== "reply" || !drafted.trim()) return false;
  const shown = document.querySelector(`#card-${here()} [data-draft]`), text = drafted.slice(0, 200);
  if (shown && shown.textContent !== text) shown.textContent = text;
  return Boolean(shown);
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

function changed(text) {
  write(text);
  area().dispatchEvent(new Event("input", { bubbles: true }));
}

// Whether there is such a mode now: past the window there is no answering.
function choose(name) {
  const radio = form().querySelector(`[name=mode][value=${name}]`);
  if (!radio) return false;
  if (!radio.checked) {
    radio.checked = true;
    changedMode();
  }
  area().focus();
  return true;
}

function changedMode() {
  keepDraft();
  problem("");
  begin();
}

// The field shows what is begun in this mode.
function begin(caret) {
  writing = mode();
  area().placeholder = writing === "note" ? area().dataset.placeholderNote : area().dataset.placeholderReply;
  drafted = talk(here()).texts[writing] ?? "";
  write(drafted, caret);
}

// Sending: what is here now, to whom it is written, whatever is open when the answers come.
function parcels() {
  const note = mode() === "note", text = area().value.trim(), conversation = here();
  const name = document.querySelector(".thread-head h2").textContent;
  const parcel = (text, row) => ({ conversation, name, row, text, data: { mode: mode(), text, key: newKey() } });
  const found = note ? [] : rows().filter((row) => row.dataset.source).map((row) => parcel("", row));
  const captioned = text.length <= 1024 && found.find(({ row }) => row.dataset.kind !== "audio");
  if (captioned) captioned.text = captioned.data.text = text;
  else if (text) found.unshift(parcel(text));
  if (!found.length) return found;
  found[0].data.key = form().elements.key.value;
  if (note) return found;
  found[0].data.quote = form().elements.quote.value;
  found[0].quote = quoted();
  for (const { data } of found) data.at = form().elements.at.value;
  return found;
}

function mayLeave() {
  const note = mode() === "note", text = area().value.trim(), waits = note ? [] : rows().filter((row) => !row.dataset.source);
  if (waits.some((row) => !row.failed)) return word("uploading");
  if (waits.length && waits.length === rows().length && !text) return word("not_up");
  const missing = note ? [] : gaps(text);
  if (missing.length) return word("unfilled", { missing: missing.join(", ") });
  const typing = document.querySelector(".thread-pane")?.dataset.typing;
  if (typing && !note && !confirmed) {
    confirmed = true;
    return word("typing", { name: typing });
  }
  return "";
}

function submitted() {
  const why = mayLeave(), list = why ? [] : parcels();
  problem(why);
  if (list.length) emptied(list);
  area().focus();
  if (list.length) send(list);
}

function recorded({ row, conversation, name }) {
  const one = { conversation, name, row, text: "", data: { mode: "reply", text: "", key: newKey() } };
  const cited = here() === conversation && writing === "reply" ? quoted() : null;
  if (cited) (Object.assign(one, { quote: cited }), (one.data.quote = cited.id), unquote());
  send([one]);
}

function send(list) {
  for (const { data } of list) own.add(data.key);
  tell("zapbot:send", { list });
}

// The server lets go of the draft with what was said: what was begun since is kept again.
function arrived({ conversation, mode }) {
  keepDraft();
  const text = talk(conversation).texts[mode];
  if (text) save(conversation, mode, text);
}

function emptied(list) {
  const { texts, unsaved } = talk(here()), said = list.some(({ text }) => text);
  clearTimeout(draftTimer);
  draftTimer = undefined;
  for (const { row } of list) row?.remove();
  showFiles();
  form().elements.key.value = newKey();
  confirmed = false;
  if (writing === "reply") (unquote(), plan(""), (form().querySelector("details.schedule").open = false));
  if (!said && drafted) save(here(), writing, "");
  delete unsaved[writing];
  drafted = texts[writing] = "";
  write("");
}

// What was not sent after all is begun again: here, or as the draft of its conversation.
function putBack(list) {
  const [{ conversation, data, quote }] = list, kept = talk(conversation);
  const text = list.map((one) => one.text).filter(Boolean).join("\n"), files = list.flatMap(({ row }) => row ?? []);
  if (here() !== conversation || !choose(data.mode)) {
    kept.rows.push(...files);
    Object.assign(kept, { mode: data.mode, at: data.at, quote });
    if (here() === conversation) attachRows(kept);
    return text && save(conversation, data.mode, joined(text, kept.texts[data.mode]));
  }
  files.forEach(addRow);
  if (quote) showQuote(quote);
  if (data.at) plan(data.at);
  changed(joined(text, area().value));
}

async function refused({ list, reason, error }) {
  const [{ conversation, name }] = list;
  putBack(list);
  if (here() !== conversation) return tell("zapbot:toast", { text: `${name}: ${error}`, action: word("open"), href: `/c/${conversation}`, bad: true, seconds: 30 });
  if (reason === "closed") await redraw();
  if (here() === conversation) problem(error);
}

// What was said went into a conversation that had begun meanwhile: what is begun goes there too.
function follow({ from, to }) {
  if (here() !== from) return;
  keepDraft();
  const kept = talk(from);
  talks.delete(from);
  talks.set(to, kept);
  box().dataset.id = to;
  for (const [mode, text] of Object.entries(kept.texts)) if (text) (save(to, mode, text), save(from, mode, ""));
  htmx.ajax("GET", `/c/${to}`, { target: "#panes", swap: "innerHTML", push: `/c/${to}${location.search}` });
}

// The same draft, open in another window of the same person, was sent there.
function sentElsewhere({ user, conversation, mode, text, key }) {
  if (own.has(key) || String(user) !== document.body.dataset.user || String(conversation) !== here()) return;
  if (mode !== writing || !text || area().value.trim() !== text) return;
  clearTimeout(draftTimer);
  draftTimer = undefined;
  drafted = talk(here()).texts[writing] = "";
  write("");
  tell("zapbot:toast", { text: word("sent_elsewhere") });
}

function addRow(row) {
  form().querySelector(".files").append(row);
  showFiles();
}

function showFiles() {
  form().querySelector(".files").hidden = !rows().length;
}

function attachRows(kept) {
  for (const row of kept.rows) addRow(row);
}

// Leaving and coming back.
function stowed() {
  const kept = talk(here());
  if (writing !== "template") Object.assign(kept, { mode: writing, caret: area().selectionStart });
  return Object.assign(kept, { rows: rows(), quote: quoted(), at: form().elements.at.value });
}

function leave() {
  if (!box()?.dataset.drawn) return;
  keepDraft();
  stowed();
  opened = here();
  within = box().contains(document.activeElement);
}

function drawn() {
  if (!box() || box().dataset.drawn) return;
  box().dataset.drawn = "1";
  const kept = talk(here()), { reply, note } = area().dataset;
  kept.texts = { reply, note, ...kept.unsaved };
  if (kept.mode === "note") form().querySelector("[value=note]").checked = true;
  attachRows(kept);
  if (kept.quote) showQuote(kept.quote);
  if (kept.at) plan(kept.at);
  begin(kept.caret);
  for (const [mode, text] of Object.entries(kept.unsaved)) save(here(), mode, text);
  const came = opened !== here();
  if (came) confirmed = false;
  opened = here();
  if (!within && !(came && matchMedia("(hover: hover)").matches)) return;
  if (!shut() || mode() === "note") area().focus({ preventScroll: true });
  else if (within) box().querySelector("#picker input").focus();
  within = false;
}

// The window: its clock is drawn with those of the page. A template that is being filled in stays.
function redraw(why = "") {
  if (!box() || filling()) return;
  return htmx.ajax("GET", `/c/${here()}/composer?problem=${why}`, { target: "#composer", swap: "innerHTML" });
}

function filling() {
  return box().querySelector(".template-form");
}

function clock() {
  if (box()?.querySelector(".closes")?.dataset.state === "closed") redraw(area().value.trim() && writing === "reply" ? "closed" : "");
}

function plan(at) {
  form().elements.at.value = at;
  planned();
}

function planned() {
  form().querySelector(".schedule").classList.toggle("set", Boolean(form().elements.at.value));
}

function quote(id) {
  if (shut()) return;
  const bubble = document.getElementById(`msg-${id}`);
  const who = bubble.classList.contains("in") ? document.querySelector(".thread-head h2").textContent : word("you");
  const said = (bubble.querySelector(".said") ?? bubble.querySelector(".body"))?.textContent.trim().slice(0, 200) || "…";
  choose("reply");
  showQuote({ id, who, said });
}

function showQuote({ id, who, said }) {
  const strip = form().querySelector(".quoting");
  form().elements.quote.value = id;
  strip.querySelector("strong").textContent = who;
  strip.querySelector("span").textContent = said;
  strip.hidden = false;
}

function quoted() {
  const strip = form().querySelector(".quoting"), id = form().elements.quote.value;
  return id ? { id, who: strip.querySelector("strong").textContent, said: strip.querySelector("span").textContent } : null;
}

function unquote() {
  form().elements.quote.value = "";
  form().querySelector(".quoting").hidden = true;
}

// What is seldom used is fetched when it is first; the press that asked for it is repeated then.
function later(event) {
  const name = Object.keys(LATER).find((one) => event.target.closest?.(LATER[one]));
  if (!box() || !name || fetched[name] === "here") return;
  if (event.type === "click") {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  fetched[name] ??= fetchScript(name);
  const pressed = event.type === "click" && event.target.closest("button, a, input");
  fetched[name].then(() => pressed && pressed.click(), () => problem(word("offline")));
}

function fetchScript(name) {
  const script = document.createElement("script");
  script.src = box().dataset[name];
  document.head.append(script);
  return new Promise((here, gone) => {
    script.onload = () => here((fetched[name] = "here"));
    script.onerror = () => gone(delete fetched[name]);
  });
}

for (const kind of ["click", "focusin"]) document.addEventListener(kind, later, true);
document.addEventListener("input", ({ target }) => {
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
  if (event.target !== form()) return;
  event.preventDefault();
  submitted();
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
  else if (button.dataset.do === "unquote") unquote();
  else if (button.dataset.do === "write") (filling()?.remove(), redraw());
});
document.addEventListener("zapbot:key", ({ detail }) => {
  if (box() && (detail.name === "reply" || detail.name === "note")) choose(detail.name);
});
document.addEventListener("zapbot:change", ({ detail }) => {
  const named = detail.kind === "note.added" || (detail.kind === "mentions" && String(detail.user) === document.body.dataset.user);
  if (named && document.getElementById("mentions")) htmx.ajax("GET", "/mentions/link", { target: "#mentions", swap: "outerHTML" });
  if (!box()) return;
  if (detail.kind === "sent") sentElsewhere(detail);
  if (Number(document.querySelector(".thread-pane")?.dataset.contact) !== detail.contact) return;
  if (detail.kind === "message.received" && shut()) filling() ? (box().querySelector(".reopened").hidden = false) : redraw();
  if (/^contact\.(un)?blocked$/.test(detail.kind)) redraw();
});
document.addEventListener("zapbot:recorded", ({ detail }) => recorded(detail));
document.addEventListener("zapbot:arrived", ({ detail }) => arrived(detail));
document.addEventListener("zapbot:back", ({ detail }) => putBack(detail.list));
document.addEventListener("zapbot:refused", ({ detail }) => refused(detail));
document.addEventListener("zapbot:follow", ({ detail }) => follow(detail));
document.addEventListener("zapbot:redraw", () => redraw());
document.addEventListener("zapbot:online", ({ detail }) => {
  if (detail) for (const [id, { unsaved }] of talks) for (const [mode, text] of Object.entries(unsaved)) save(id, mode, text);
});
document.addEventListener("htmx:before:swap", leave);
document.addEventListener("htmx:after:swap", () => (drawn(), showDraft()));
document.addEventListener("visibilitychange", () => (document.hidden ? keepDraft() : clock()));
window.addEventListener("pagehide", keepDraft);
window.addEventListener("beforeunload", (event) => {
  leave();
  if ([...talks.values()].some((kept) => kept.rows.length)) event.preventDefault();
});
document.addEventListener("DOMContentLoaded", drawn);
setInterval(clock, 10000);
drawn();
