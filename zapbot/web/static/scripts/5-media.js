// Sounds faster; pictures large, by a script that is fetched with the first one that is opened.
const SPEEDS = [1, 1.5, 2];
let speed = 1;

function fetchPictures(link) {
  const script = document.createElement("script");
  script.src = document.body.dataset.pictures;
  delete document.body.dataset.pictures;
  script.onload = () => link.click();
  script.onerror = () => location.assign(link.href);
  document.head.append(script);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.photo");
  if (link && document.body.dataset.pictures && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    fetchPictures(link);
  }
  const faster = event.target.closest("button.speed");
  if (faster) {
    speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
    for (const one of document.querySelectorAll("button.speed")) one.textContent = `${speed.toLocaleString(document.documentElement.lang)}×`;
    for (const sound of document.querySelectorAll(".sound audio")) sound.playbackRate = speed;
  }
});

document.addEventListener("play", ({ target }) => {
  target.playbackRate = target.matches(".sound audio") ? speed : 1;
  target.parentElement.querySelector(".speed")?.removeAttribute("hidden");
  for (const other of document.querySelectorAll("#messages audio, #messages video")) if (other !== target) other.pause();
}, true);
