// Builds elements; text only ever becomes text.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const PATHS = {
  sending: ["M12 7v5l3 2", "M12 3a9 9 0 1 0 .01 0"],
  pending: ["M5 12.5l4.5 4.5L19 7"],
  delivered: ["M2 12.5l4.5 4.5L15 8", "M11 16l1 1 9.5-9.5"],
  image: ["M4 5h16v14H4z", "M4 16l5-5 4 4 3-3 4 4", "M9 9h.01"],
  video: ["M4 6h11v12H4z", "M15 10l5-3v10l-5-3"],
  audio: ["M9 4h6v9a3 3 0 0 1-6 0z", "M6 12a6 6 0 0 0 12 0", "M12 18v3"],
  document: ["M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 12h6M9 16h6"],
  sticker: ["M4 4h16v10l-6 6H4z", "M9 10h.01M15 10h.01", "M9 14c2 2 4 2 6 0"],
  location: ["M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12z", "M12 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"],
  contacts: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4 21c0-5 4-7 8-7s8 2 8 7"],
  template: ["M5 4h14v16H5z", "M8 8h8M8 12h8M8 16h4"],
  send: ["M4 12l16-8-6 16-3-6z"],
};
PATHS.read = PATHS.delivered;
PATHS.unsupported = ["M12 3a9 9 0 1 0 .01 0", "M12 8v5M12 16h.01"];

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name] ?? PATHS.unsupported) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
