// What can be tapped under a bubble, and the bottom sheet of a list.
import { say } from "./api.js";
import { element } from "./dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { word } from "./words.js";

export function choices(bubble) {
  const made = options(bubble);
  return made.length ? element("div", { class: "choices" }, ...made) : null;
}

function options(bubble) {
  const { message } = bubble;
  if (bubble.shown) return bubble.shown.buttons.map((button) => filledButton(bubble, button));
  if (message.type === "template") return templateButtons(bubble);
  const interactive = message.interactive;
  if (message.type !== "interactive" || !interactive?.action) return [];
  const { action } = interactive;
  if (interactive.type === "button") return action.buttons.map(({ reply }) => option(bubble, reply.id, reply.title));
  if (interactive.type === "list") return [opener(bubble, action)];
  if (interactive.type === "cta_url") return [link(action.parameters)];
  if (interactive.type === "location_request_message") return [answer(bubble, word("ask.location"), place)];
  if (interactive.type === "request_contact_info") return [answer(bubble, word("ask.contact"), card)];
  if (interactive.type === "flow") return [answer(bubble, action.parameters.flow_cta, form(action.parameters))];
  return [];
}

function option(bubble, id, title) {
  const tap = () => say(bubble.customer, { type: "tap", wamid: bubble.wamid, id });
  return element("button", { type: "button", "data-option": id, onclick: tap }, title);
}

function filledButton(bubble, { type, text, id, value }) {
  if (type === "quick_reply") return option(bubble, id, text);
  if (type === "url") return link({ url: value, display_text: text });
  return element("button", { type: "button", title: value ?? "" }, value ? `${text} · ${value}` : text);
}

function templateButtons(bubble) {
  const replies = (bubble.message.template.components ?? []).filter((part) => part.sub_type === "quick_reply");
  return replies.flatMap((part) => part.parameters ?? []).filter((parameter) => parameter.payload)
    .map(({ payload }) => option(bubble, payload, payload));
}

function opener(bubble, action) {
  const open = () => openSheet(action.button, action.sections.flatMap((section) => rows(bubble, section)));
  return element("button", { type: "button", "data-list": bubble.wamid, "aria-haspopup": "dialog", onclick: open }, action.button);
}

function rows(bubble, section) {
  const made = section.rows.map((row) => {
    const tap = () => {
      closeSheet();
      say(bubble.customer, { type: "tap", wamid: bubble.wamid, id: row.id });
    };
    const below = row.description ? element("small", {}, row.description) : null;
    return element("button", { type: "button", "data-option": row.id, onclick: tap }, row.title, below);
  });
  return section.title ? [element("h3", {}, section.title), ...made] : made;
}

function link({ url, display_text: text }) {
  const label = `${text} (${word("ask.link")})`;
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, `${text} ↗`);
}

function answer(bubble, title, message) {
  const context = { id: bubble.wamid };
  return element("button", {
    type: "button",
    onclick: () => say(bubble.customer, { message: { context, ...(message.type ? message : message(bubble)) } }),
  }, title);
}

const place = { type: "location", location: { latitude: -23.561414, longitude: -46.655881 } };

function card() {
  const name = document.getElementById("owner").textContent;
  const phone = document.getElementById("owner").dataset.phone;
  return {
    type: "contacts",
    contacts: [{ name: { formatted_name: name, first_name: name }, phones: [{ phone, wa_id: phone.replace(/\D/g, ""), type: "CELL" }], origin: "contact_request" }],
  };
}

function form({ flow_token: token, flow_action_payload: opened }) {
  // The answers of a form nobody drew: what it was opened with, and its token.
  const answers = { ...opened?.data, flow_token: token ?? "unused" };
  const reply = { name: "flow", body: "Sent", response_json: JSON.stringify(answers) };
  return { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: reply } };
}
