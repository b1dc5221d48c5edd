// Writing: Enter sends, Shift+Enter breaks the line, a quote rides along.
import { say } from "./api.js";
import { summary } from "./content.js";
import { icon } from "./dom.js";

const form = document.getElementById("composer");
const box = document.getElementById("composer-text");
const quoting = document.getElementById("quoting");
let quotedId = null;

export function quote(bubble) {
  quotedId = bubble?.wamid ?? null;
  quoting.hidden = !bubble;
  quoting.firstElementChild.textContent = bubble ? summary(bubble.message) : "";
  if (bubble) box.focus();
}

export function composer(customers, thread) {
  document.getElementById("composer-send").append(icon("send"));
  quoting.querySelector("button").addEventListener("click", () => quote(null));
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text || !customers.current) return;
    const what = { type: "text", text, reply_to: quotedId ?? undefined };
    box.value = "";
    quote(null);
    grow();
    const drawn = thread.pretend(text);
    const bubble = await say(customers.current, what);
    drawn.remove();
    if (!bubble) box.value = text;
  });
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}
