// Arming and disarming faults, and asking the webhook to verify itself.
import { call } from "./api.js";
import { element } from "./dom.js";
import { word } from "./words.js";

const form = document.getElementById("fault-form");
const list = document.getElementById("rules");
const verified = document.getElementById("verified");

const SECONDS = { cut: 1, slow: 5, shuffle_webhooks: 0.5 };

export function faults(customers) {
  const kind = form.elements.kind;
  const fit = () => {
    if (kind.value in SECONDS) form.elements.seconds.value = SECONDS[kind.value];
    for (const label of form.querySelectorAll("[data-for]")) {
      label.hidden = !label.dataset.for.split(" ").includes(kind.value);
    }
  };
  kind.addEventListener("change", fit);
  fit();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call("POST", "rules", rule(form, customers.current));
  });
  document.getElementById("verify").addEventListener("click", verify);
}

function rule({ elements }, current) {
  const wanted = { kind: elements.kind.value };
  const shown = (field) => !field.closest("[hidden]");
  if (shown(elements.code)) wanted.code = Number(elements.code.value);
  if (shown(elements.seconds)) wanted.seconds = Number(elements.seconds.value);
  if (shown(elements.count)) wanted.count = Number(elements.count.value);
  if (elements.customer.value) wanted.customer = current;
  return wanted;
}

export function showRules(rules, customers) {
  list.replaceChildren(...rules.map((armed) => {
    const code = armed.kind.startsWith("fail") ? ` ${armed.code}` : "";
    const left = armed.left === null ? word("faults.always") : word("faults.left", { n: armed.left });
    const whom = armed.customer ? ` · ${word("faults.only", { name: customers.get(armed.customer)?.name ?? armed.customer })}` : "";
    const text = `${word(`kind.${armed.kind}`)}${code} · ${left}${whom}`;
    const remove = () => call("DELETE", `rules/${armed.id}`);
    const label = `${word("faults.remove")}: ${text}`;
    return element("li", { "data-rule": armed.id }, element("span", {}, text),
      element("button", { type: "button", "aria-label": label, onclick: remove }, word("faults.remove")));
  }));
}

async function verify() {
  verified.textContent = "…";
  const answer = await call("POST", "verify");
  if (!answer) return;
  verified.dataset.good = answer.verified ? "yes" : "no";
  verified.textContent = answer.verified
    ? word("callback.good")
    : word("callback.bad", { status: answer.status ?? answer.problem });
}
