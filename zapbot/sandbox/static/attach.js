// What a customer can send besides text: a file, made up or their own, a place, a card, something unsupported.
import { say, sendFile } from "./api.js";
import { element } from "./dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { word } from "./words.js";

const FILES = {
  image: { type: "image", caption: "Comprovante" },
  voice: { type: "audio", voice: true },
  document: { type: "document" },
  sticker: { type: "sticker" },
};
const KINDS = { "image/jpeg": "image", "image/png": "image", "image/webp": "sticker" };

const THINGS = {
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
    const send = (name, what) => element("button", {
      type: "button",
      "data-attach": name,
      onclick: () => {
        closeSheet();
        say(customers.current, what());
      },
    }, word(`media.${name}`));
    openSheet(word("sheet.attach"), [
      ...Object.entries(FILES).map(([name, what]) => send(name, () => what)),
      own(customers),
      ...Object.entries(THINGS).map(([name, make]) => send(name, () => ({ message: make() }))),
    ]);
  });
}

function own(customers) {
  const input = element("input", { type: "file", "data-attach": "file", "aria-label": word("media.file") });
  input.addEventListener("change", () => {
    closeSheet();
    const [file] = input.files;
    const kind = KINDS[file.type] ?? file.type.split("/")[0];
    sendFile(customers.current, ["audio", "video", "image", "sticker"].includes(kind) ? kind : "document", file);
  });
  return element("label", {}, word("media.file"), " ", input);
}
