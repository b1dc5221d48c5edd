// The list of customers: who wrote last, what was not looked at yet.
import { element } from "./dom.js";
import { summary } from "./content.js";
import { hour, word } from "./words.js";

const MOST = 300;
const list = document.getElementById("customers");

export class Customers {
  constructor(open) {
    this.open = open;
    this.known = new Map();
    this.current = null;
  }

  get(id) {
    return this.known.get(id);
  }

  fill(customers) {
    this.known = new Map(customers.map((customer) => [customer.id, { unread: 0, ...customer }]));
    list.replaceChildren(...customers.slice(0, MOST).map((customer) => this.item(this.known.get(customer.id))));
  }

  put(customer) {
    this.known.set(customer.id, { unread: 0, ...this.known.get(customer.id), ...customer });
    this.draw(customer.id);
  }

  heard(bubble) {
    const customer = this.known.get(bubble.customer);
    if (!customer) return;
    const news = bubble.direction === "out" && bubble.status === "delivered" && bubble.customer !== this.current;
    if (news) customer.unread += 1;
    if (!customer.last || bubble.at >= customer.last.at) customer.last = bubble;
    this.draw(customer.id);
  }

  select(id) {
    const before = this.current;
    this.current = id;
    this.known.get(id).unread = 0;
    if (before) this.draw(before);
    this.draw(id);
  }

  draw(id) {
    const old = list.querySelector(`[data-customer="${CSS.escape(id)}"]`)?.parentElement;
    const made = this.item(this.known.get(id));
    if (!old) {
      list.prepend(made);
      return;
    }
    const focused = old.contains(document.activeElement);
    old.replaceWith(made);
    if (focused) made.firstElementChild.focus();
  }

  item(customer) {
    const { last } = customer;
    const unread = customer.unread
      ? element("span", { class: "unread", role: "img", "aria-label": word("customers.unread", { n: customer.unread }) }, String(customer.unread))
      : null;
    const button = element(
      "button",
      { type: "button", "data-customer": customer.id, "aria-current": customer.id === this.current ? "true" : null, onclick: () => this.open(customer.id) },
      element("span", { class: "avatar", "aria-hidden": "true" }, customer.name.slice(0, 1)),
      element("span", { class: "name" }, customer.name),
      last ? element("time", {}, hour(last.at)) : element("span"),
      element("span", { class: "last", dir: "auto" }, last ? summary(last.message) : customer.pretty),
      unread ?? element("span"),
    );
    return element("li", {}, button);
  }
}
