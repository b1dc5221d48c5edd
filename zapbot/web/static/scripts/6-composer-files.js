// Files for a message: chosen, dropped or pasted; each goes up at once, with its progress, whatever is open meanwhile.
const MOST = 100 * 1024 * 1024;
const SHOWN = { "image/jpeg": "image", "image/png": "image", "video/mp4": "video", "video/3gpp": "video", "audio/mpeg": "audio", "audio/ogg": "audio", "audio/aac": "audio", "audio/amr": "audio", "audio/mp4": "audio" };
const form = () => document.querySelector("form.compose");
const here = () => document.getElementById("compose").dataset.id;
const writable = () => form() && !document.querySelector("#compose.shut") && form().elements.mode.value === "reply";

function word(name) {
  const key = [...document.querySelectorAll("#compose-words dt")].find((dt) => dt.textContent === name);
  return key?.nextElementSibling.textContent ?? name;
}

function kindOf(file) {
  const kind = SHOWN[file.type], sizes = JSON.parse(form().querySelector("[data-sizes]").dataset.sizes);
  return kind && file.size <= sizes[kind] ? kind : "document";
}

function sayKind(row, file, kind) {
  const asDocument = kind === "document" && /^(image|video|audio)\//.test(file.type);
  row.querySelector(".kind").textContent = word(row.voice ? "voice" : asDocument ? "as_document" : `kind.${kind}`);
}

function upload(file, name, voice, to, { progress, done, failed }) {
  const request = new XMLHttpRequest(), query = new URLSearchParams({ name, voice: voice ? "true" : "false" });
  request.open("POST", `/c/${to}/files?${query}`);
  request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
  request.onload = () => (request.status === 200 ? done(request.response) : failed(request.response?.error ?? word("offline")));
  request.onerror = () => failed(word("offline"));
  request.send(file);
  return request;
}

// `ready` comes when it is up, or `failed`; then it can go up `again`.
function start(row, file) {
  const bar = row.querySelector("progress");
  fault(row, "");
  bar.hidden = false;
  row.ready = new Promise((over) => {
    row.upload = upload(file, row.voice ? "" : file.name, row.voice, row.to, {
      progress: (part) => (bar.value = part),
      done: (kept) => {
        bar.hidden = true;
        Object.assign(row.dataset, { source: kept.source, kind: kept.kind, name: kept.name || file.name, voice: kept.voice ? "1" : "" });
        sayKind(row, file, kept.kind);
        over();
      },
      failed: (text) => {
        fault(row, text);
        row.querySelector("[data-do=upload-again]").hidden = false;
        over();
      },
    });
  });
}

function fault(row, text) {
  row.failed = Boolean(text);
  row.querySelector(".fault").textContent = text;
  row.querySelector("progress").hidden = row.failed;
  row.querySelector("[data-do=upload-again]").hidden = true;
}

function made(file, to, voice = false) {
  const row = document.getElementById("file-row").content.firstElementChild.cloneNode(true);
  Object.assign(row, { voice, to, again: () => start(row, file) });
  row.querySelector("[data-do=upload-again]").onclick = row.again;
  row.querySelector(".name").textContent = voice ? "" : file.name;
  if (voice) row.dataset.voice = "1";
  sayKind(row, file, kindOf(file));
  file.size <= MOST ? start(row, file) : fault(row, word("too_large"));
  return row;
}

function addAll(files) {
  const list = form().querySelector(".files");
  for (const file of files) list.append(made(file, here()));
  list.hidden = !list.children.length;
  form().elements.text.focus();
}

function head(input) {
  const filled = input.form, [file] = input.files;
  filled.elements.file.value = "";
  if (!file) return;
  const line = filled.querySelector(".problem-line");
  upload(file, file.name, false, filled.getAttribute("action").split("/")[2], {
    progress: () => {},
    done: (kept) => {
      line.hidden = true;
      filled.elements.file.value = kept.source;
      filled.elements.file_name.value = file.name;
      htmx.trigger(filled, "zapbot:filled");
    },
    failed: (text) => {
      line.textContent = text;
      line.hidden = false;
    },
  });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-do]");
  if (!button || !form()) return;
  if (button.dataset.do === "attach") form().querySelector("[data-sizes]").click();
  if (button.dataset.do !== "remove") return;
  const row = button.closest("li"), list = row.parentElement;
  row.upload?.abort();
  row.remove();
  list.hidden = !list.children.length;
  form().elements.text.focus();
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-header]")) return head(target);
  if (!target.matches("form.compose [data-sizes]")) return;
  addAll(target.files);
  target.value = "";
});
document.addEventListener("paste", (event) => {
  if (!writable() || event.target !== form().elements.text || !event.clipboardData.files.length) return;
  event.preventDefault();
  addAll(event.clipboardData.files);
});
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
  const pane = event.target.closest?.(".thread-pane");
  if (!pane || !writable() || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  pane.classList.toggle("dropping", kind === "dragover");
  if (kind === "drop") addAll(event.dataTransfer.files);
});
document.addEventListener("zapbot:key", ({ detail }) => {
  if (detail.name === "attach" && writable()) form().querySelector("[data-sizes]").click();
});
document.addEventListener("zapbot:sound", ({ detail }) => {
  const { file, conversation, name } = detail;
  document.dispatchEvent(new CustomEvent("zapbot:recorded", { detail: { row: made(file, conversation, true), conversation, name } }));
});
