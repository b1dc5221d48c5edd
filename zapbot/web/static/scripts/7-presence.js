// Who else looks at the open conversation, who types there: said to the server, heard from the live stream.
const SAYS_MS = 20000;
const TYPES_MS = 3000;
const RECENT_MS = 10000;
const page = crypto.randomUUID?.() ?? String(Math.random());
const people = new Map();
const typed = new Map();
const me = Number(document.body.dataset.user);
const pane = () => document.querySelector(".thread-pane");
const opened = () => (document.hidden ? 0 : Number(pane()?.dataset.conversation) || 0);
let said = 0, typesUntil = 0;

function say(typing = false) {
  if (!opened() && !said) return;
  said = opened();
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf };
  const body = JSON.stringify({ page, conversation: said, typing });
  fetch("/presence", { method: "POST", headers, body, keepalive: true })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((everywhere) => {
      people.clear();
      for (const [id, there] of Object.entries(everywhere)) hear(Number(id), there);
      draw();
    })
    .catch(() => {});
}

function hear(id, there) {
  const others = there.filter((one) => one.id !== me);
  if (others.length) people.set(id, others);
  else people.delete(id);
  for (const one of others) if (one.typing) typed.set(`${id}:${one.id}`, { name: one.name, at: Date.now(), id });
}

function sentence(there, words) {
  const typing = there.filter((one) => one.typing);
  const shown = typing.length ? typing : there;
  const names = shown.map((one) => one.name).join(words.and);
  const many = shown.length > 1;
  return (typing.length ? (many ? words.type : words.types) : many ? words.look : words.looks).replace("{names}", names);
}

function draw() {
  const line = document.getElementById("present");
  const there = people.get(opened());
  if (line) {
    line.hidden = !there;
    line.textContent = there ? sentence(there, line.dataset) : "";
  }
  for (const mark of document.querySelectorAll(".card-item .here")) mark.remove();
  for (const [id, others] of people) {
    const marks = document.querySelector(`#card-${id} .marks`);
    if (!marks) continue;
    const mark = document.createElement("span");
    mark.className = "mark here";
    if (line) mark.title = sentence(others, line.dataset);
    mark.textContent = others.map((one) => (one.typing ? `${one.name} ✎` : one.name)).join(", ");
    marks.prepend(mark);
  }
  recent();
}

// Who wrote here in the last ten seconds: the composer asks once before it sends beside them.
function recent() {
  const since = Date.now() - RECENT_MS;
  const names = [...typed.values()].filter((one) => one.id === opened() && one.at > since).map((one) => one.name);
  if (pane() && names.length) pane().dataset.typing = names.join(", ");
  else pane()?.removeAttribute("data-typing");
  if (names.length) setTimeout(recent, 1000);
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.kind !== "presence") return;
  hear(detail.conversation, detail.people);
  draw();
});
document.addEventListener("input", ({ target }) => {
  if (!target.closest?.("#composer") || Date.now() < typesUntil) return;
  typesUntil = Date.now() + TYPES_MS;
  say(true);
});
document.addEventListener("htmx:after:swap", () => (opened() === said ? draw() : say()));
document.addEventListener("visibilitychange", () => say());
document.addEventListener("zapbot:online", ({ detail }) => detail && say());
addEventListener("pagehide", () => {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf };
  if (said) fetch("/presence", { method: "POST", headers, body: JSON.stringify({ page, conversation: 0 }), keepalive: true });
});
if (me) {
  setTimeout(say, 500);
  setInterval(() => opened() && say(), SAYS_MS);
}
