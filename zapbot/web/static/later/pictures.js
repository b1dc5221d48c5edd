"use strict";
// Pictures large, one after the other.
{
  let dialog, shown;

  const photos = () => [...shown.closest("#messages, .gallery").querySelectorAll("a.photo")];

  function button(name, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.textContent = { close: "×", next: "›", previous: "‹", zoom: "+" }[name];
    made.addEventListener("click", act);
    return made;
  }

  function build(link) {
    const words = link.closest("[data-look]").dataset;
    dialog = document.createElement("dialog");
    dialog.className = "look";
    dialog.setAttribute("aria-label", words.look);
    const picture = document.createElement("img");
    picture.addEventListener("click", zoom);
    const save = document.createElement("a");
    save.className = "button";
    save.textContent = words.save;
    save.download = "";
    const place = document.createElement("a");
    place.className = "button place";
    place.textContent = words.place ?? "";
    dialog.append(picture, button("previous", words.previous, () => go(-1)), button("next", words.next, () => go(1)), button("zoom", words.zoom, zoom), place, save, button("close", words.close, () => dialog.close()));
    dialog.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowLeft") go(-1);
      if (key === "ArrowRight") go(1);
      if (key === "+" || key === "-") zoom();
    });
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener("close", () => (shown?.focus(), dialog.remove()));
  }

  function zoom() {
    dialog.classList.toggle("large");
  }

  function go(by) {
    const all = photos();
    const next = all[all.indexOf(shown) + by];
    if (next) show(next);
  }

  function show(link) {
    shown = link;
    const all = photos();
    dialog.classList.remove("large");
    dialog.querySelector("img").src = link.href;
    dialog.querySelector("img").alt = link.querySelector("img").alt;
    dialog.querySelector("[download]").href = link.href;
    const place = dialog.querySelector(".place");
    place.hidden = !link.dataset.place;
    if (link.dataset.place) place.href = link.dataset.place;
    dialog.querySelector(".previous").disabled = all[0] === link;
    dialog.querySelector(".next").disabled = all.at(-1) === link;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.photo");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    build(link);
    document.body.append(dialog);
    show(link);
    dialog.showModal();
  });
}
