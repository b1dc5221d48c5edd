// Files for a message: chosen, dropped or pasted; each goes up at once, with its progress.
const MOST = 100 * 1024 * 1024;
const SHOWN = { "image/jpeg": "image", "image/png": "image", "video/mp4": "video", "video/3gpp": "video", "audio/mpeg": "audio", "audio/ogg": "audio", "audio/aac": "audio", "audio/amr": "audio", "audio/mp4": "audio" };
const form = () => document.querySelector("form.compose");
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
  row.querySelector(".kind").textContent = word(asDocument ? "as_document" : `kind.${kind}`);
}

function upload(file, name, voice, { progress, done, failed }) {
  const request = new XMLHttpRequest(), query = new URLSearchParams({ name, voice: voice ? "true" : "false" });
  request.open("POST", `/c/${document.getElementById("compose").dataset.id}/files?${query}`);
  request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
  request.onload = () => (request.status === 200 ? done(request.response) : failed(request.response?.error ?? word("offline")));
  request.onerror = () => failed(word("offline"));
  request.send(file);
  return request;
}

function start(row, file, { voice, then }) {
  const bar = row.querySelector("progress"), fault = row.querySelector(".fault"), again = row.querySelector("[data-do=upload-again]");
  fault.textContent = "";
  again.hidden = true;
  bar.hidden = false;
  row.upload = upload(file, file.name ?? "", voice, {
    progress: (part) => (bar.value = part),
    done: (kept) => {
      bar.hidden = true;
      Object.assign(row.dataset, { source: kept.source, kind: kept.kind, name: kept.name || file.name, voice: kept.voice ? "1" : "" });
      sayKind(row, file, kept.kind);
      if (voice) row.querySelector(".kind").textContent = word("voice");
      then?.();
    },
    failed: (text) => {
      bar.hidden = true;
      fault.textContent = text;
      again.hidden = false;
      again.onclick = () => start(row, file, { voice, then });
    },
  });
}

function add(file, more = {}) {
  const row = document.getElementById("file-row").content.firstElementChild.cloneNode(true), list = form().querySelector(".files");
  row.querySelector(".name").textContent = more.voice ? "" : file.name;
  sayKind(row, file, kindOf(file));
  list.append(row);
  list.hidden = false;
  if (file.size <= MOST) return start(row, file, more);
  row.querySelector("progress").hidden = true;
  row.querySelector(".fault").textContent = word("too_large");
}

function addAll(files) {
  for (const file of files) add(file);
  form().elements.text.focus();
}

function head(input) {
  const filled = input.form, [file] = input.files;
  filled.elements.file.value = "";
  if (!file) return;
  const line = filled.querySelector(".problem-line");
  upload(file, file.name, false, {
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
document.addEventListener("zapbot:attach", ({ detail }) => add(detail.file, { voice: detail.voice, then: () => form().requestSubmit() }));
