// The open thread gets what it lacks, as it happens.
const STICKY = 80;
let threadTimer, statusTimer;
const moved = new Set();

const thread = () => document.querySelector(".thread-pane");
const log = () => document.getElementById("log");
const lastId = () => Math.max(0, ...[...document.querySelectorAll("#messages > [data-id]")].map((li) => Number(li.dataset.id)));
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < STICKY;

async function fetchNewer() {
  const pane = thread();
  if (!pane) return;
  const sticks = atEnd(log());
  await htmx.ajax("GET", `/c/${pane.dataset.conversation}/messages?after=${lastId()}`, { target: "#messages", swap: "beforeend" });
  if (sticks) log().scrollTop = log().scrollHeight;
}

function fetchChanged() {
  const ids = [...moved].filter((id) => document.getElementById(`msg-${id}`));
  moved.clear();
  if (ids.length) htmx.ajax("GET", `/c/${thread().dataset.conversation}/messages?some=${ids.join(",")}`, { target: "#messages", swap: "none" });
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.kind === "reset") return location.reload();
  if (!detail.id) return;
  const pane = thread();
  if (!pane || Number(pane.dataset.contact) !== detail.contact) return;
  if (detail.message && document.getElementById(`msg-${detail.message}`)) {
    moved.add(detail.message);
    clearTimeout(statusTimer);
    statusTimer = setTimeout(fetchChanged, 30);
  } else if (detail.message) {
    clearTimeout(threadTimer);
    threadTimer = setTimeout(fetchNewer, 5);
  }
});

function settled() {
  const box = log();
  const opened = thread()?.dataset.conversation ?? "";
  document.querySelector("main.inbox")?.classList.toggle("opened", Boolean(opened));
  if (box && box.dataset.shown !== opened) {
    box.dataset.shown = opened;
    box.scrollTop = box.scrollHeight;
  }
}

document.addEventListener("htmx:after:swap", settled);
document.addEventListener("DOMContentLoaded", settled);
settled();
