// One bubble: its box, its choices, its ticks and the line for developers.
import { say } from "./api.js";
import { choices } from "./choices.js";
import { content, summary } from "./content.js";
import { element, icon } from "./dom.js";
import { preview } from "./preview.js";
import { has, hour, second, word } from "./words.js";

const LIKE = "👍";

export function draw(bubble, find, quote) {
  const business = bubble.direction === "out";
  const failed = bubble.status === "failed";
  const waiting = business && (bubble.status === "accepted" || bubble.status === "sent");
  const box = element("div", { class: "box" }, quoted(bubble, find), ...content(bubble.message, bubble.shown), preview(bubble), stamp(bubble));
  if (business && !failed && !waiting) box.append(tools(bubble, quote));
  return element(
    "div",
    {
      class: `bubble ${failed ? "failed" : ""} ${waiting ? "waiting" : ""}`,
      "data-wamid": bubble.wamid,
      "data-direction": bubble.direction,
      "data-status": bubble.status,
    },
    box,
    business ? choices(bubble) : null,
    note(bubble, failed, waiting),
    element("div", { class: "detail" }, detail(bubble)),
  );
}

function stamp(bubble) {
  const time = element("time", { datetime: new Date(bubble.at * 1000).toISOString() }, hour(bubble.at));
  return element("div", { class: "stamp" }, time, bubble.direction === "in" ? tick(bubble.status) : null);
}

export function tick(status) {
  const label = word(`tick.${status}`);
  return element("span", { class: "tick", "data-tick": status, role: "img", "aria-label": label, title: label }, icon(status));
}

function quoted(bubble, find) {
  const id = bubble.message.context?.message_id ?? bubble.message.context?.id;
  const target = id && find(id);
  if (!target || bubble.message.type === "interactive" || bubble.message.type === "button") return null;
  const who = word(target.direction === "out" ? "bubble.from.business" : "bubble.from.customer");
  return element("div", { class: "quote" }, element("b", {}, who), element("span", { dir: "auto" }, summary(target.message)));
}

function note(bubble, failed, waiting) {
  if (failed) {
    const { code } = bubble.statuses.at(-1);
    const meaning = has(`code.${code}`) ? word(`code.${code}`) : "";
    return element("div", { class: "note" }, word("bubble.failed", { code, meaning }));
  }
  if (waiting) return element("div", { class: "note" }, word("bubble.waiting"));
  return null;
}

function detail(bubble) {
  const steps = bubble.statuses.map(({ status, at, code }) => `${word(`status.${status}`)} ${second(at)}${code ? ` (${code})` : ""}`);
  const kind = bubble.message.interactive?.type ?? bubble.type;
  const callback = bubble.callback ? ` · ${bubble.callback}` : "";
  return `${kind} · ${steps.join(" → ") || word(`status.${bubble.status}`)}${callback} · ${bubble.wamid}`;
}

function tools(bubble, quote) {
  const react = word("quote.react", { emoji: LIKE });
  const like = () => say(bubble.customer, { type: "reaction", wamid: bubble.wamid, emoji: LIKE });
  return element(
    "span",
    { class: "tools" },
    element("button", { type: "button", "aria-label": word("quote.reply"), title: word("quote.reply"), onclick: () => quote(bubble) }, "↩"),
    element("button", { type: "button", "aria-label": react, title: react, onclick: like }, LIKE),
  );
}
