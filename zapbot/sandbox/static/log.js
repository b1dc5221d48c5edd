// The live log: every webhook posted and every Graph call received, newest first.
import { element } from "./dom.js";
import { second, word } from "./words.js";

const MOST = 100;
const list = document.getElementById("log");
const scroll = document.getElementById("log-scroll");

export function emptyLog() {
  list.replaceChildren(element("li", { class: "nothing" }, word("log.empty")));
}

export function logged(name, data, customers) {
  list.querySelector(".nothing")?.remove();
  list.prepend(name === "webhook" ? webhook(data, customers) : request(data));
  while (list.childElementCount > MOST) list.lastElementChild.remove();
  if (scroll.scrollTop < 40) scroll.scrollTop = 0;
}

function webhook({ label, customer, outcome, status, ms, attempt, problem, at }, customers) {
  const who = customers.get(customer)?.name;
  const result = outcome === "held" ? word("log.held") : `${status ?? problem} · ${ms} ms`;
  const again = attempt > 1 ? ` · ${word("log.attempt", { n: attempt })}` : "";
  return line(at, "webhook", `→ ${word("log.webhook")}`, `${label}${who ? ` · ${who}` : ""}${again}`, result, status === 200 || outcome === "held");
}

function request({ method, path, status, code, ms, at }) {
  const short = path.replace(/^\/v[\d.]+\//, "").replace(/^\d{9,}/, "…");
  const result = `${status ?? word("log.cut")}${code ? ` (${code})` : ""} · ${ms} ms`;
  return line(at, "request", `← ${word("log.graph")}`, `${method} ${short}`, result, status === 200);
}

function line(at, kind, what, about, result, good) {
  return element(
    "li",
    { "data-log": kind },
    element("time", {}, second(at)),
    element("span", { class: "what" }, element("b", {}, what), ` ${about}`),
    element("span", { class: `result ${good ? "good" : "bad"}` }, result),
  );
}
