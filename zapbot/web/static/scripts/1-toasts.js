// Short notices: what was done, with the way back while there is one. They wait while somebody is about to use them.
const STAYS_SECONDS = 6;
const MOST = 3;
const place = document.getElementById("toasts");

function toast({ text, action, href, post, seconds = STAYS_SECONDS, bad = false }) {
  if (!place || !text) return;
  while (place.children.length >= MOST) place.firstElementChild.remove();
  const line = document.createElement("div");
  const said = document.createElement("span");
  line.className = bad ? "toast bad" : "toast";
  if (bad) line.setAttribute("role", "alert");
  said.textContent = text;
  line.append(said);
  if (action) line.append(way(line, action, href, post));
  line.append(closing(line));
  place.append(line);
  goesAfter(line, seconds * 1000);
}

function way(line, action, href, post) {
  const way = document.createElement(href ? "a" : "button");
  way.textContent = action;
  if (href) way.href = href;
  else way.type = "button";
  way.addEventListener("click", (event) => {
    line.remove();
    if (href && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("zapbot:go", { detail: { href } }));
    }
    if (post) htmx.ajax("POST", post, { source: document.body, target: "#toasts", swap: "none" });
  });
  return way;
}

function closing(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.textContent = "×";
  button.setAttribute("aria-label", place.dataset.close);
  button.addEventListener("click", () => line.remove());
  return button;
}

function goesAfter(line, stays) {
  let timer = setTimeout(() => line.remove(), stays);
  const hold = () => clearTimeout(timer);
  const release = () => (hold(), (timer = setTimeout(() => line.remove(), stays)));
  for (const name of ["pointerenter", "focusin"]) line.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) line.addEventListener(name, release);
}

document.addEventListener("zapbot:toast", ({ detail }) => toast(detail));
document.addEventListener("zapbot:key", ({ detail }) => detail.name === "close" && place?.lastElementChild?.remove());

// What a press of a button did not do is said; what the page only looked up by itself comes again.
function failed(ctx) {
  const looked = ctx?.request.method === "GET" && ctx.sourceElement === document.body;
  if (ctx && !looked && !ctx.hx?.trigger) toast({ text: place.dataset.failed, bad: true });
}

document.addEventListener("htmx:error", ({ detail }) => failed(detail.ctx));
document.addEventListener("htmx:response:error", ({ detail }) => detail.ctx.response.status >= 500 && failed(detail.ctx));
