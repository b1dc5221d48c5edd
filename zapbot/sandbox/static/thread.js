// The open chat: bubbles in order, day marks, reactions, typing.
import { draw } from "./bubble.js";
import { element } from "./dom.js";
import { day, word } from "./words.js";

const thread = document.getElementById("thread");
const jump = document.getElementById("jump");
const presence = document.getElementById("presence");

export class Thread {
  constructor(quote) {
    this.quote = quote;
    this.bubbles = new Map();
    jump.addEventListener("click", () => this.bottom());
    this.sticking = true;
    thread.addEventListener("scroll", () => {
      // A scroll that comes from a resize says nothing about what the reader wants.
      if (thread.clientHeight !== this.height) return;
      this.sticking = this.near();
      if (this.sticking) jump.hidden = true;
    });
    new ResizeObserver(() => {
      this.height = thread.clientHeight;
      this.stick();
    }).observe(thread);
  }

  show(bubbles) {
    // Old messages are not news: the live region is off while they are put in.
    thread.setAttribute("aria-live", "off");
    this.bubbles = new Map(bubbles.map((bubble) => [bubble.wamid, bubble]));
    thread.replaceChildren();
    this.lastDay = "";
    for (const bubble of bubbles) this.append(bubble);
    for (const bubble of bubbles) this.react(bubble);
    if (!bubbles.length) thread.append(element("p", { class: "empty" }, word("thread.empty")));
    this.idle();
    this.bottom();
    requestAnimationFrame(() => thread.removeAttribute("aria-live"));
  }

  put(bubble) {
    const near = this.near();
    const old = this.element(bubble.wamid);
    this.bubbles.set(bubble.wamid, bubble);
    if (bubble.direction === "out") this.idle();
    if (old) this.replace(old, bubble);
    else this.append(bubble);
    this.react(bubble);
    if (near || (!old && bubble.direction === "in")) this.bottom();
    else if (!old) jump.hidden = false;
  }

  pretend(text) {
    const bubble = { wamid: "", direction: "in", type: "text", status: "sending", statuses: [], at: Date.now() / 1000, message: { type: "text", text: { body: text } } };
    thread.querySelector(".empty")?.remove();
    const drawn = this.draw(bubble);
    drawn.removeAttribute("data-wamid");
    thread.append(drawn);
    this.bottom();
    return drawn;
  }

  typing(until) {
    this.idle();
    presence.textContent = word("phone.typing");
    presence.dataset.typing = "";
    const near = this.near();
    const dots = element("div", { class: "box", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    thread.append(element("div", { class: "bubble typing", "data-direction": "out" }, dots));
    if (near) this.bottom();
    this.timer = setTimeout(() => this.idle(), Math.max(0, until * 1000 - Date.now()));
  }

  idle() {
    clearTimeout(this.timer);
    thread.querySelector(".typing")?.remove();
    delete presence.dataset.typing;
    presence.textContent = word("phone.business");
  }

  append(bubble) {
    if (bubble.type === "reaction") return;
    thread.querySelector(".empty")?.remove();
    const label = day(bubble.at);
    if (label !== this.lastDay) thread.append(element("p", { class: "day" }, label));
    this.lastDay = label;
    thread.append(this.draw(bubble));
    const dots = thread.querySelector(".typing");
    if (dots) thread.append(dots);
  }

  replace(old, bubble) {
    // A status change must not take the focus away from the button just tapped.
    const id = old.contains(document.activeElement) ? document.activeElement.dataset.option : undefined;
    const reaction = old.querySelector(".reaction");
    const made = this.draw(bubble);
    if (reaction) {
      made.querySelector(".box").append(reaction);
      made.classList.add("reacted");
    }
    old.replaceWith(made);
    if (id !== undefined) made.querySelector(`[data-option="${CSS.escape(id)}"]`)?.focus();
  }

  draw(bubble) {
    return draw(bubble, (wamid) => this.bubbles.get(wamid), this.quote);
  }

  react(bubble) {
    if (bubble.type !== "reaction") return;
    const { message_id: id, emoji } = bubble.message.reaction ?? {};
    const target = this.element(id);
    if (!target) return;
    target.querySelector(`.reaction[data-by="${bubble.direction}"]`)?.remove();
    target.classList.toggle("reacted", Boolean(emoji));
    if (emoji) target.querySelector(".box").append(element("span", { class: "reaction", "data-by": bubble.direction }, emoji));
  }

  element(wamid) {
    return wamid ? thread.querySelector(`[data-wamid="${CSS.escape(wamid)}"]`) : null;
  }

  near() {
    return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  }

  stick() {
    if (this.sticking) this.bottom();
  }

  bottom() {
    thread.scrollTop = thread.scrollHeight;
    this.sticking = true;
    jump.hidden = true;
  }
}
