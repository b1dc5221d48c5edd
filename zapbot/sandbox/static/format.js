// WhatsApp's marks (*bold*, _italic_, ~strike~, ```mono```) as elements, never as markup.
import { element } from "./dom.js";

const MARKS = /```([^`]+)```|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/gu;

export function formatted(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(text.slice(from, match.index));
    parts.push(piece(match));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

function piece([, block, code, bold, italic, strike, link]) {
  if (block ?? code) return element("code", {}, block ?? code);
  if (bold) return element("strong", {}, ...formatted(bold));
  if (italic) return element("em", {}, ...formatted(italic));
  if (strike) return element("s", {}, ...formatted(strike));
  return element("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, link);
}

export function words(text) {
  return element("div", { class: "words", dir: "auto" }, ...formatted(String(text ?? "")));
}
