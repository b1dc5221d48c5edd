// The file of a message, when the sandbox has its bytes: shown, played, or offered to save.
import { element } from "./dom.js";
import { word } from "./words.js";

export function preview(bubble) {
  if (!bubble.file) return null;
  const { id, mime, filename } = bubble.file;
  const src = `/sandbox/api/files/${id}`;
  if (mime.startsWith("image/")) return element("img", { class: "preview", src, alt: word("media.image") });
  if (mime.startsWith("audio/")) return element("audio", { class: "preview", src, controls: true, preload: "none" });
  if (mime.startsWith("video/")) return element("video", { class: "preview", src, controls: true, preload: "none" });
  return element("a", { class: "preview", href: src, download: filename ?? "" }, filename ?? word("media.document"));
}
