// New numbers every few seconds, while the page is looked at. Without scripts a reload does the same.
const EVERY_MS = 3000;
const live = document.getElementById("live");
const stale = document.getElementById("stale");
let shown = "";

function swap(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement?.closest?.("#live a")?.getAttribute("href");
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = live.querySelector(`[data-part="${part.dataset.part}"]`);
    old?.replaceChildren(...part.childNodes);
  }
  if (focused) live.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function tell(reached) {
  stale.hidden = reached;
  live.classList.toggle("stale", !reached);
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(live.dataset.url);
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (text !== shown) swap(text);
    shown = text;
    tell(true);
  } catch {
    tell(false);
  }
}

async function follow() {
  await refresh();
  setTimeout(follow, EVERY_MS);
}

// A picture wider than the screen opens where the flow begins, or at the node somebody was led to.
function showStart() {
  const picture = live.querySelector(".picture");
  const wanted = picture?.querySelector("a:target") ?? picture?.querySelector(".fg-chosen");
  if (wanted) return wanted.scrollIntoView({ block: "center", inline: "center" });
  const first = picture?.querySelector(".fg-node")?.getBoundingClientRect();
  if (first) picture.scrollLeft += (first.left + first.right) / 2 - picture.clientWidth / 2;
}

showStart();
document.addEventListener("visibilitychange", refresh);
setTimeout(follow, EVERY_MS);
