// The contact pane and the dashboard follow what happens, unless somebody is writing in them.
const SOON = 300;
const MACHINE_EVERY = 5000;
let paneTimer, machineTimer;
let machineDrawn = Date.now();

const pane = () => document.querySelector("#contact .person");
const writing = () => document.activeElement?.matches("#contact :is(input, textarea, select)");

function redrawPane() {
  const person = pane();
  if (!person || writing()) return;
  const { person: id, in: conversation } = person.dataset;
  htmx.ajax("GET", `/contacts/${id}/pane${conversation ? `?conversation=${conversation}` : ""}`, { target: "#contact", swap: "innerMorph" });
}

function redrawMachine() {
  machineTimer = undefined;
  machineDrawn = Date.now();
  const machine = document.getElementById("machine");
  if (machine && !document.hidden) htmx.ajax("GET", machine.dataset.url, { target: "#machine", swap: "innerMorph" });
}

// The palette asks for a label: what hides the pane where there is little room makes way.
document.addEventListener("zapbot:key", ({ detail }) => {
  const field = detail.name === "label" && document.querySelector("#contact input[name=add]");
  if (!field) return;
  if (!field.checkVisibility()) document.querySelector(".drawer-open")?.click();
  field.focus();
});

document.addEventListener("zapbot:change", ({ detail }) => {
  if (document.getElementById("machine")) machineTimer ??= setTimeout(redrawMachine, Math.max(SOON, MACHINE_EVERY - (Date.now() - machineDrawn)));
  const about = detail.kind === "tag.changed" || (Number(pane()?.dataset.person) === detail.contact && /^(contact\.|conversation\.|media\.|message\.received)/.test(detail.kind));
  if (!detail.id || !about) return;
  clearTimeout(paneTimer);
  paneTimer = setTimeout(redrawPane, SOON);
});
setInterval(() => document.getElementById("machine") && (machineTimer ??= setTimeout(redrawMachine, 0)), 60000);

// What was opened stays open when the pane is drawn anew; what was sent leaves its form empty.
const opened = new Set();
document.addEventListener("toggle", ({ target }) => {
  if (target.closest?.("#contact") && target.id) opened[target.open ? "add" : "delete"](target.id);
}, true);
document.addEventListener("htmx:after:swap", ({ detail }) => {
  nameHead(pane()?.querySelector("input[name=name]")?.getAttribute("value"));
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  const form = detail.ctx?.sourceElement;
  if (form?.matches?.("#contact form") && detail.ctx.response?.status < 400) form.reset();
});

// Who is called otherwise now is so above the thread too.
function nameHead(name) {
  const head = document.getElementById("head");
  if (!name || !head || head.querySelector("h2").textContent === name) return;
  head.querySelector("h2").textContent = name;
  head.querySelector(".avatar").textContent = [...name][0].toUpperCase();
}
