// Voice notes: recorded as Opus where the browser can, heard before they leave, sent as a file like any other.
const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const LONGEST_MS = 15 * 60 * 1000;
let recorder, sound, begun = 0, ticking, onward = "keep";

const strip = () => document.querySelector("#compose .recorder");

function word(name) {
  const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
  return key?.nextElementSibling.textContent ?? name;
}

function show(recording) {
  document.getElementById("compose")?.classList.toggle("recording", recording);
  if (strip()) strip().hidden = !recording;
}

async function record() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  } catch {
    const line = document.querySelector("form.compose .problem-line");
    line.textContent = word("no_microphone");
    line.hidden = false;
    return;
  }
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)), parts = [];
  recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24000 });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    ended(new Blob(parts, { type: mimeType }));
  };
  onward = "keep";
  sound = undefined;
  begun = Date.now();
  recorder.start();
  ticking = setInterval(tick, 200);
  strip().classList.add("live");
  strip().querySelector("audio").hidden = true;
  strip().querySelector("[data-do=stop]").hidden = false;
  show(true);
  tick();
  strip().querySelector("[data-do=stop]").focus();
}

function tick() {
  const seconds = Math.floor((Date.now() - begun) / 1000), timer = strip()?.querySelector(".timer");
  if (!timer) return stop("drop");
  timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds * 1000 > LONGEST_MS) stop("keep");
}

function stop(then) {
  onward = then;
  clearInterval(ticking);
  if (recorder?.state === "recording") recorder.stop();
}

function ended(blob) {
  if (!strip()) return;
  strip().classList.remove("live");
  if (onward === "drop") return show(false);
  sound = new File([blob], "audio");
  if (onward === "send") return send();
  const player = strip().querySelector("audio");
  player.src = URL.createObjectURL(blob);
  player.hidden = false;
  strip().querySelector("[data-do=stop]").hidden = true;
  strip().querySelector("[data-do=send-recording]").focus();
}

function send() {
  forget();
  document.dispatchEvent(new CustomEvent("zapbot:attach", { detail: { file: sound, voice: true } }));
  sound = undefined;
}

function forget() {
  const player = strip().querySelector("audio");
  if (player.src) URL.revokeObjectURL(player.src);
  player.removeAttribute("src");
  show(false);
  document.querySelector("form.compose").elements.text.focus();
}

function discard() {
  if (recorder?.state === "recording") stop("drop");
  sound = undefined;
  forget();
}

document.addEventListener("click", ({ target }) => {
  const what = target.closest("#compose button[data-do]")?.dataset.do;
  if (what === "record") record();
  if (what === "stop") stop("keep");
  if (what === "discard") discard();
  if (what === "send-recording") sound ? send() : stop("send");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && strip() && !strip().hidden) discard();
});
document.addEventListener("htmx:after:swap", () => recorder?.state === "recording" && strip()?.hidden !== false && stop("drop"));
