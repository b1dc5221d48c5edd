// Ties the page together: what is shown, what is heard, which chat is open.
import { call } from "./api.js";
import { attach } from "./attach.js";
import { composer, quote } from "./composer.js";
import { Customers } from "./customers.js";
import { follow } from "./events.js";
import { faults, showRules } from "./faults.js";
import { emptyLog, logged } from "./log.js";
import { Thread } from "./thread.js";
import { word } from "./words.js";

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const customers = new Customers(open);
const thread = new Thread(quote);
let stream = null;
let counting = null;

async function open(id) {
  customers.select(id);
  const customer = customers.get(id);
  find("owner").textContent = customer.name;
  find("owner").dataset.phone = customer.pretty;
  switches(customer);
  quote(null);
  const { messages } = (await call("GET", `customers/${id}/messages`)) ?? { messages: [] };
  if (customers.current !== id) return;
  thread.show(messages);
  showing();
  pane("chat");
}

function showing() {
  if (!stream) return;
  const visible = document.visibilityState === "visible";
  call("PUT", `streams/${stream}`, { showing: visible ? customers.current : null });
}

function switches(customer) {
  find("online-toggle").checked = customer.online;
  find("window-toggle").checked = customer.last_wrote_at !== null && Date.now() / 1000 - customer.last_wrote_at < 86400;
}

function pane(name) {
  root.dataset.pane = name;
  for (const button of document.querySelectorAll("[data-go]")) {
    button.toggleAttribute("aria-current", button.dataset.go === name);
    if (button.dataset.go === name) button.setAttribute("aria-current", "true");
  }
}

async function load() {
  const [state, list, rules, log] = await Promise.all(["state", "customers", "rules", "log"].map((path) => call("GET", path)));
  customers.fill(list.customers);
  showRules(rules.rules, customers);
  emptyLog();
  for (const { name, data } of log.events) logged(name, data, customers);
  await open(customers.current && customers.get(customers.current) ? customers.current : list.customers[0]?.id);
  count();
  return state.cursor;
}

function count() {
  // One look at the counters for a burst of events is enough.
  counting ??= setTimeout(async () => {
    counting = null;
    const state = await call("GET", "state");
    if (state) find("counters").textContent = word("callback.counters", state.webhooks);
  }, 300);
}

const heard = {
  hello: (data) => { stream = data.stream; showing(); },
  bubble: (bubble) => {
    customers.heard(bubble);
    if (bubble.customer !== customers.current) return;
    thread.put(bubble);
    if (bubble.direction === "in" && bubble.type !== "reaction") {
      const customer = customers.get(bubble.customer);
      customer.last_wrote_at = Math.max(customer.last_wrote_at ?? 0, bubble.at);
      switches(customer);
    }
  },
  customer: (customer) => {
    customers.put(customer);
    if (customer.id === customers.current) switches(customer);
  },
  typing: ({ customer, until }) => { if (customer === customers.current) thread.typing(until); },
  webhook: (data) => { logged("webhook", data, customers); count(); },
  request: (data) => logged("request", data, customers),
  rules: ({ rules }) => showRules(rules, customers),
  reset: load,
};

find("new-customer").addEventListener("click", async () => {
  const customer = await call("POST", "customers", {});
  if (!customer) return;
  customers.put(customer);
  await open(customer.id);
  find("composer-text").focus();
});
find("details-toggle").addEventListener("change", (event) => {
  root.toggleAttribute("data-details", event.target.checked);
  thread.stick();
});
find("online-toggle").addEventListener("change", (event) =>
  call("PATCH", `customers/${customers.current}`, { online: event.target.checked }));
find("window-toggle").addEventListener("change", (event) =>
  call("PATCH", `customers/${customers.current}`, { window_open: event.target.checked }));
for (const button of document.querySelectorAll("[data-go]")) {
  button.addEventListener("click", () => pane(button.dataset.go));
}
document.addEventListener("visibilitychange", showing);

composer(customers, thread);
attach(customers);
faults(customers);
follow(await load(), heard);
