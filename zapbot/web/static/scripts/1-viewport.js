// Where a phone's keyboard lies over the page instead of making it smaller, the page is made as tall as what is seen.
const seen = window.visualViewport;

function fit() {
  const covered = seen.scale === 1 && window.innerHeight - seen.height > 1;
  if (covered) document.documentElement.style.setProperty("--visible", `${seen.height}px`);
  else document.documentElement.style.removeProperty("--visible");
}

seen?.addEventListener("resize", fit);
