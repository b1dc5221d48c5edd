// What a customer can send besides text: made-up media, a place, a card, something unsupported.
import { say } from "./api.js";
import { element } from "./dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { word } from "./words.js";

const id = () => `1003${String(Date.now()).slice(-12)}`;
const sha256 = "b2Zha2VzaGEyNTZiYXNlNjR2YWx1ZXh4eHh4eHh4eHg=";

const THINGS = {
  image: () => ({ type: "image", image: { caption: "Comprovante", mime_type: "image/jpeg", sha256, id: id() } }),
  voice: () => ({ type: "audio", audio: { mime_type: "audio/ogg; codecs=opus", sha256, id: id(), voice: true } }),
  document: () => ({ type: "document", document: { filename: "pedido.pdf", mime_type: "application/pdf", sha256, id: id() } }),
  sticker: () => ({ type: "sticker", sticker: { mime_type: "image/webp", sha256, id: id(), animated: false } }),
  location: () => ({ type: "location", location: { latitude: -23.561414, longitude: -46.655881, name: "Padaria Aurora", address: "Av. Paulista, 1000" } }),
  contacts: () => ({ type: "contacts", contacts: [{ name: { first_name: "Bruno", formatted_name: "Bruno Lima" }, phones: [{ phone: "+55 21 95555-0102", type: "CELL" }], origin: "other" }] }),
  unsupported: () => ({
    type: "unsupported",
    unsupported: { type: "poll_creation" },
    errors: [{ code: 131051, title: "Message type unknown", message: "Message type unknown", error_data: { details: "Message type is currently not supported." } }],
  }),
};

export function attach(customers) {
  document.getElementById("attach").addEventListener("click", () => {
    openSheet(word("sheet.attach"), Object.entries(THINGS).map(([name, make]) => element("button", {
      type: "button",
      "data-attach": name,
      onclick: () => {
        closeSheet();
        say(customers.current, { message: make() });
      },
    }, word(`media.${name}`))));
  });
}
