// Where the contact has no room beside the thread it is a drawer over it.
const panes = () => document.getElementById("panes");

function draw(open) {
  panes()?.classList.toggle("contact-shown", open);
  for (const button of document.querySelectorAll("[data-drawer][aria-expanded]")) button.setAttribute("aria-expanded", open);
  const to = open ? "#contact-pane .drawer-close" : "[data-drawer][aria-expanded]";
  panes()?.querySelector(to)?.focus();
}

document.addEventListener("click", (event) => {
  const open = panes()?.classList.contains("contact-shown");
  if (event.target.closest?.("[data-drawer]")) draw(!open);
  else if (open && !event.target.closest?.("#contact-pane, dialog, .toasts")) draw(false);
});
document.addEventListener("zapbot:key", ({ detail }) => {
  if (detail.name === "close" && panes()?.classList.contains("contact-shown")) draw(false);
});
document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx?.target === panes() && panes().classList.remove("contact-shown"));
