// What stands inside a bubble, by kind of message.
import { element, icon } from "./dom.js";
import { words } from "./format.js";
import { word } from "./words.js";

const small = (text) => element("div", { class: "small", dir: "auto" }, text);

const KINDS = {
  text: ({ text }) => [words(text?.body)],
  image: ({ image }) => [thing("image", word("media.image"), source(image), "tall"), caption(image)],
  video: ({ video }) => [thing("video", word("media.video"), source(video), "tall"), caption(video)],
  audio: ({ audio }) => [thing("audio", word(audio?.voice ? "media.voice" : "media.audio"), source(audio))],
  document: ({ document: file }) => [thing("document", file?.filename ?? word("media.document"), source(file)), caption(file)],
  sticker: ({ sticker }) => [thing("sticker", word("media.sticker"), source(sticker))],
  location: ({ location: place }) => [
    thing("location", place?.name ?? word("media.location"), place?.address ?? `${place?.latitude}, ${place?.longitude}`),
  ],
  contacts: ({ contacts }) => (contacts ?? []).map((card) =>
    thing("contacts", card.name?.formatted_name ?? word("media.contacts"), details(card))),
  template: ({ template }) => templateParts(template),
  button: ({ button }) => [words(button?.text)],
  interactive: ({ interactive }) => interactiveParts(interactive ?? {}),
};

export function content(message, shown = null) {
  const kind = KINDS[message.type];
  const parts = (shown ? filledParts(shown) : kind ? kind(message) : []).filter(Boolean);
  if (parts.length) return parts;
  const type = message.unsupported?.type ?? message.type ?? "?";
  return [thing("unsupported", word("bubble.unsupported", { type }))];
}

export function summary(message) {
  const text = message.text?.body ?? message.button?.text ?? message.interactive?.body?.text
    ?? message.interactive?.button_reply?.title ?? message.interactive?.list_reply?.title;
  if (text) return text;
  if (message.type === "template") return message.template.name;
  if (message.type === "reaction") return message.reaction?.emoji ?? "";
  const key = `media.${message.type}`;
  return word(key) === key ? word("bubble.unsupported", { type: message.type ?? "?" }) : word(key);
}

function thing(glyph, title, below, shape = "") {
  const label = element("span", {}, element("span", { dir: "auto" }, title), below ? element("span", { class: "small" }, below) : null);
  return element("div", { class: `thing ${shape}` }, element("span", { class: "glyph" }, icon(glyph)), label);
}

function source(media) {
  if (!media) return null;
  return media.link ? media.link.replace(/^https?:\/\//, "").slice(0, 40) : `id ${media.id ?? "?"}`;
}

function caption(media) {
  return media?.caption ? words(media.caption) : null;
}

function details(card) {
  const org = [card.org?.title, card.org?.company].filter(Boolean).join(", ");
  const known = [
    ...(card.phones ?? []).map(({ phone }) => phone),
    ...(card.emails ?? []).map(({ email }) => email),
    ...(card.urls ?? []).map(({ url }) => url),
    org,
    card.birthday,
  ];
  return known.filter(Boolean).join(" · ");
}

function answers(json) {
  // What a form sends back is the customer's own text: shown as it is when it is no object.
  try {
    return Object.entries(JSON.parse(json)).map(([name, given]) => small(`${name}: ${typeof given === "string" ? given : JSON.stringify(given)}`));
  } catch {
    return [small(String(json))];
  }
}

function interactiveParts(interactive) {
  const reply = interactive.button_reply ?? interactive.list_reply;
  if (reply) return [words(reply.title), reply.description ? small(reply.description) : null];
  if (interactive.nfm_reply) return [words(interactive.nfm_reply.body), ...answers(interactive.nfm_reply.response_json)];
  return [
    header(interactive.header),
    words(interactive.body?.text),
    interactive.footer ? small(interactive.footer.text) : null,
  ];
}

function header(given) {
  if (!given) return null;
  if (given.type === "text") return element("div", { class: "title", dir: "auto" }, given.text);
  const media = given[given.type];
  return thing(given.type, media?.filename ?? word(`media.${given.type}`), source(media), "tall");
}

function filledParts({ header: above, body, footer }) {
  const place = above?.type === "location" ? above.location : null;
  const top = place ? thing("location", place.name ?? word("media.location"), place.address) : header(above);
  return [top, words(body), footer ? small(footer) : null];
}

function templateParts(template) {
  const parts = [thing("template", word("bubble.template", { name: template.name, language: template.language.code }))];
  for (const component of template.components ?? []) {
    if (component.type === "button") continue;
    const values = (component.parameters ?? []).map(value).filter(Boolean);
    if (values.length) parts.push(words(values.join(" · ")));
  }
  return parts;
}

function value(parameter) {
  return parameter.text ?? parameter.currency?.fallback_value ?? parameter.date_time?.fallback_value
    ?? (parameter.type === "text" ? null : word(`media.${parameter.type}`));
}
