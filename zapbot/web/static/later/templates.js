"use strict";
// Templates: chosen, filled in with a preview, sent. And reactions, which are chosen in the same place.
{
  const box = () => document.getElementById("compose");
  const picker = () => document.getElementById("picker");
  const toast = (text, bad = false) => document.dispatchEvent(new CustomEvent("zapbot:toast", { detail: { text, bad } }));
  const newKey = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12))));

  function word(name) {
    const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
    return key?.nextElementSibling.textContent ?? name;
  }

  function post(address, data) {
    const headers = { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
    return fetch(address, { method: "POST", body: new URLSearchParams(data), headers }).catch(() => null);
  }

  function toggle() {
    picker().hidden = !picker().hidden;
    box().querySelector("[data-do=templates]").setAttribute("aria-expanded", String(!picker().hidden));
    document.getElementById("choices").replaceChildren();
    if (picker().hidden) return;
    htmx.ajax("GET", `/c/${box().dataset.id}/templates`, { target: "#choices", swap: "innerHTML" });
    picker().querySelector("input").focus();
  }

  async function send(filled) {
    const data = Object.fromEntries(new FormData(filled)), button = filled.querySelector("button.primary");
    const one = { conversation: box().dataset.id, text: filled.querySelector("#preview .said").textContent, data };
    const name = document.querySelector(".thread-head h2").textContent;
    problem(filled, "");
    button.disabled = true;
    const answer = await post(filled.action, data);
    button.disabled = false;
    if (!answer?.ok) return failed(filled, name, one.conversation, answer?.status === 422 ? (await answer.json()).error : word("offline"));
    document.dispatchEvent(new CustomEvent("zapbot:sent", { detail: { one, answer: await answer.json() } }));
    if (!filled.isConnected) return;
    document.getElementById("choices").replaceChildren();
    if (box().classList.contains("shut")) return document.dispatchEvent(new CustomEvent("zapbot:redraw"));
    toggle();
    document.querySelector("form.compose").elements.text.focus();
  }

  function problem(filled, text) {
    const line = filled.querySelector(".problem-line");
    line.textContent = text;
    line.hidden = !text;
  }

  function failed(filled, name, conversation, why) {
    if (filled.isConnected) problem(filled, why);
    else document.dispatchEvent(new CustomEvent("zapbot:toast", { detail: { text: `${name}: ${why}`, action: word("open"), href: `/c/${conversation}`, bad: true } }));
  }

  function offerReactions(button) {
    const palette = box().querySelector(".emojis"), at = button.getBoundingClientRect();
    palette.dataset.message = button.dataset.react;
    palette.showPopover();
    palette.style.left = `${Math.max(8, Math.min(at.left, innerWidth - palette.offsetWidth - 8))}px`;
    palette.style.top = `${Math.max(8, at.top - palette.offsetHeight - 6)}px`;
    palette.querySelector("button").focus();
  }

  async function react(emoji) {
    const palette = box().querySelector(".emojis");
    palette.hidePopover();
    const answer = await post(`/c/${box().dataset.id}/react`, { message: palette.dataset.message, emoji, key: newKey() });
    if (!answer?.ok) toast(word("offline"), true);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-send]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.className !== "any-emoji" || !target.value.trim()) return;
    react(target.value.trim());
    target.value = "";
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button || !box()) return;
    if (button.dataset.react) offerReactions(button);
    else if ("emoji" in button.dataset) react(button.dataset.emoji);
    else if (button.dataset.do === "templates") toggle();
  });
}
