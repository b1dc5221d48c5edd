"use strict";
// Voice notes: recorded as Opus where the browser can, heard before they leave. A recording is of the conversation it
// was begun in: who opens another one finds it there again.
{
  const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
  const LONGEST_MS = 15 * 60 * 1000;
  const sounds = new Map();
  let recorder, whose, begun = 0, ticking, onward = "keep";

  const strip = () => document.querySelector("#compose .recorder");
  const here = () => document.getElementById("compose")?.dataset.id;
  const recording = () => recorder?.state === "recording" && whose === here();

  function word(name) {
    const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
    return key?.nextElementSibling.textContent ?? name;
  }

  // The strip as it is: a recording that goes on, one to be heard, or none.
  function draw() {
    if (!strip()) return;
    const live = recording(), sound = sounds.get(here()), player = strip().querySelector("audio");
    if (player.src) URL.revokeObjectURL(player.src);
    player.removeAttribute("src");
    document.getElementById("compose").classList.toggle("recording", live || Boolean(sound));
    strip().hidden = !live && !sound;
    strip().classList.toggle("live", live);
    strip().querySelector("[data-do=stop]").hidden = !live;
    player.hidden = live || !sound;
    if (sound && !live) player.src = URL.createObjectURL(sound.file);
  }

  async function record() {
    let stream;
    const id = here(), who = document.querySelector(".thread-head h2").textContent;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    } catch {
      const line = document.querySelector("form.compose .problem-line");
      line.textContent = word("no_microphone");
      line.hidden = false;
      return;
    }
    if (here() !== id) return stream.getTracks().forEach((track) => track.stop());
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)), parts = [];
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24000 });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      ended(new File(parts, "audio", { type: mimeType }), id, who);
    };
    onward = "keep";
    whose = id;
    begun = Date.now();
    recorder.start();
    ticking = setInterval(tick, 200);
    draw();
    tick();
    strip().querySelector("[data-do=stop]").focus();
  }

  function tick() {
    if (!recording()) return stop("keep");
    const seconds = Math.floor((Date.now() - begun) / 1000);
    strip().querySelector(".timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds * 1000 > LONGEST_MS) stop("keep");
  }

  function stop(then) {
    onward = then;
    clearInterval(ticking);
    if (recorder?.state === "recording") recorder.stop();
  }

  function ended(file, conversation, name) {
    if (onward !== "drop") sounds.set(conversation, { file, conversation, name });
    if (onward === "send") return send(conversation);
    draw();
    if (onward === "keep" && here() === conversation) strip().querySelector("[data-do=send-recording]").focus();
  }

  function send(conversation) {
    const sound = sounds.get(conversation);
    sounds.delete(conversation);
    document.dispatchEvent(new CustomEvent("zapbot:sound", { detail: sound }));
    back(conversation);
  }

  function discard() {
    sounds.delete(here());
    if (recording()) stop("drop");
    back(here());
  }

  function back(conversation) {
    if (here() !== conversation) return;
    draw();
    document.querySelector("form.compose").elements.text.focus();
  }

  document.addEventListener("click", ({ target }) => {
    const what = target.closest("#compose button[data-do]")?.dataset.do;
    if (what === "record") record();
    if (what === "stop") stop("keep");
    if (what === "discard") discard();
    if (what === "send-recording") sounds.has(here()) ? send(here()) : stop("send");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && strip() && !strip().hidden) discard();
  });
  document.addEventListener("htmx:after:swap", () => {
    if (recorder?.state === "recording" && !recording()) stop("keep");
    if (strip()?.hidden && (recording() || sounds.has(here()))) draw();
  });
  window.addEventListener("beforeunload", (event) => {
    if (sounds.size || recorder?.state === "recording") event.preventDefault();
  });
}
