"use strict";
// The palette: typed letters become choices of the server; arrows move, Enter does. Both wait for the choices of what
// the field says.
{
  const palette = document.getElementById("commands");
  const field = palette.querySelector("input");
  const options = () => [...palette.querySelectorAll("[role=option]:not([aria-disabled])")];
  const chosen = () => palette.querySelector("[aria-selected=true]:not([aria-disabled])");
  const fresh = () => palette.querySelector("[data-for]")?.dataset.for === field.value;
  let waiting = [];

  function open() {
    if (palette.open) return field.select();
    document.querySelector("dialog[open]")?.close();
    field.value = "";
    begin();
  }

  // It may be open already, with letters in its field, when this script comes.
  function begin() {
    waiting = [];
    document.getElementById("commands-choices").replaceChildren();
    if (!palette.open) palette.showModal();
    field.dispatchEvent(new CustomEvent("zapbot:fill"));
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function move(steps) {
    const all = options();
    choose(all[(all.indexOf(chosen()) + steps + all.length) % all.length]);
  }

  function act(option) {
    if (!option) return;
    const { href, name, insert } = option.dataset;
    palette.close();
    if (name === "sign-out") document.getElementById("sign-out").submit();
    else if (href) document.dispatchEvent(new CustomEvent("zapbot:go", { detail: { href } }));
    else if (name) document.dispatchEvent(new CustomEvent("zapbot:key", { detail: { name } }));
    else write(insert);
  }

  // A ready answer is asked for as if its shortcut had been typed: the composer fills in what it holds.
  function write(shortcut) {
    const text = document.querySelector("#compose textarea");
    if (!text) return;
    text.focus();
    text.setRangeText(/(^|\s)$/.test(text.value.slice(0, text.selectionStart)) ? shortcut : ` ${shortcut}`, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // What cannot be done on this page as it is now is not offered; keys are told as the help sheet has them.
  function filled() {
    for (const option of palette.querySelectorAll("[data-inside]")) if (!document.querySelector(option.dataset.inside)) option.remove();
    for (const group of palette.querySelectorAll("[role=group]:not(:has([role=option]))")) group.remove();
    for (const option of palette.querySelectorAll("[data-name]:has(.about)")) option.querySelector(".about").textContent = document.querySelector(`#keys [data-name=${option.dataset.name}] dd`).textContent;
    choose(chosen() ?? options()[0]);
    if (palette.open && fresh()) for (const key of waiting.splice(0)) press(key);
  }

  function press(key) {
    if (!fresh()) waiting.push(key);
    else if (key === "Enter") act(chosen());
    else move(key === "ArrowDown" ? 1 : -1);
  }

  document.addEventListener("zapbot:key", ({ detail }) => detail.name === "palette" && open());
  palette.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") palette.close();
    else if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) press(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("input", () => (waiting = []));
  palette.addEventListener("click", (event) => act(event.target.closest("[role=option]:not([aria-disabled])")));
  palette.addEventListener("htmx:after:swap", filled);
  if (palette.open) begin();
}
