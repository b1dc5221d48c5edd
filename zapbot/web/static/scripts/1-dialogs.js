// Dialogs: what has data-opens shows one, what has data-closes and a click beside it close it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) show(event, document.getElementById(opener.dataset.opens));
  else if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
  else if (event.target.matches?.("dialog.sheet, dialog.commands") && beside(event)) event.target.close();
});

// A link that opens one leads somewhere too, for where there are no scripts.
function show(event, dialog) {
  if (!dialog) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
}

function beside({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
