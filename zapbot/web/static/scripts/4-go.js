// In the inbox a conversation opens as by its card: beside the list, which stays as it is.
document.addEventListener("zapbot:go", ({ detail: { href } }) => {
  const conversation = /^\/c\/(\d+)$/.exec(href), list = document.getElementById("cards");
  if (!conversation || !list || !document.getElementById("panes")) return location.assign(href);
  const card = document.querySelector(`#card-${conversation[1]} > a`);
  if (card) return card.click();
  return htmx.ajax("GET", href, { target: "#panes", swap: "innerHTML", push: `${href}?${list.dataset.query}` });
});
