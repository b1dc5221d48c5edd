// The sheet that slides up from the bottom of the phone.
const sheet = document.getElementById("sheet");

export function openSheet(title, children) {
  const phone = document.getElementById("phone").getBoundingClientRect();
  sheet.style.setProperty("--sheet-left", `${phone.left}px`);
  sheet.style.setProperty("--sheet-width", `${phone.width}px`);
  document.getElementById("sheet-title").textContent = title;
  document.getElementById("sheet-body").replaceChildren(...children);
  sheet.showModal();
}

export function closeSheet() {
  sheet.close();
}

document.getElementById("sheet-close").addEventListener("click", closeSheet);
sheet.addEventListener("click", (event) => { if (event.target === sheet) closeSheet(); });
