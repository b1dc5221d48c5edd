// The stream of events, with a cursor of its own: whatever breaks, nothing is missed.
import { word } from "./words.js";

const badge = document.getElementById("connection");
const NAMES = ["bubble", "customer", "typing", "webhook", "request", "rules", "reset"];

export function follow(cursor, handlers) {
  let source;
  let again;

  function open() {
    source = new EventSource(`/sandbox/events?since=${cursor}`);
    source.addEventListener("hello", (event) => {
      state(true);
      handlers.hello(JSON.parse(event.data));
    });
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        cursor = Number(event.lastEventId) || cursor;
        handlers[name](JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      state(false);
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(again);
      again = setTimeout(open, 1500);
    });
  }

  open();
}

function state(on) {
  badge.textContent = word(on ? "connection.on" : "connection.off");
  badge.toggleAttribute("data-off", !on);
}
