// What somebody is told while they look elsewhere: a notice of the system, a sound, a number in title and icon.
// The tab that holds the live stream asks; the others only show the number.
const KINDS = /^(message\.(received|echoed|queued)|note\.|conversation\.)/;
const calls = new BroadcastChannel("zapbot-badge");
const icon = document.querySelector("link[rel=icon]");
const plainIcon = icon?.href;
let since = Number(document.body.dataset.journal) || 0;
let seen = since, timer, waiting = 0, context;

// What is open gives the page its name, however it was opened.
function name() {
  const opened = document.querySelector("main.inbox #panes [data-title]");
  if (opened) document.title = opened.dataset.title;
  number(waiting);
}

function number(count) {
  waiting = count;
  const plain = document.title.replace(/^\(\d+\) /, "");
  const wanted = count ? `(${count}) ${plain}` : plain;
  if (document.title !== wanted) document.title = wanted;
}

function badge(count) {
  if (count !== waiting) drawIcon(count);
  number(count);
}

function drawIcon(count) {
  if (!icon) return;
  if (!count) return void (icon.href = plainIcon);
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const brush = canvas.getContext("2d");
    brush.drawImage(image, 0, 0, 64, 64);
    brush.fillStyle = "#c2261d";
    brush.beginPath();
    brush.arc(46, 18, 18, 0, 7);
    brush.fill();
    brush.fillStyle = "#fff";
    brush.font = "bold 26px system-ui, sans-serif";
    brush.textAlign = "center";
    brush.fillText(count > 9 ? "9+" : count, 46, 27);
    icon.href = canvas.toDataURL();
  };
  image.src = plainIcon;
}

function sound() {
  try {
    context ??= new AudioContext();
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.connect(volume).connect(context.destination);
    tone.frequency.setValueAtTime(740, context.currentTime);
    tone.frequency.setValueAtTime(988, context.currentTime + 0.09);
    volume.gain.setValueAtTime(0.12, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.35);
    tone.start();
    tone.stop(context.currentTime + 0.35);
  } catch {
    // a browser that may not play stays silent
  }
}

function show({ title, text, url, tag }) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const notice = new Notification(title, { body: text, tag, icon: plainIcon });
  notice.onclick = () => {
    focus();
    notice.close();
    location.assign(url);
  };
}

async function ask() {
  const upTo = seen;
  const answer = await fetch(`/alerts?since=${since}`).catch(() => null);
  if (!answer?.ok) return;
  since = upTo;
  const { badge: count, alerts, sound: sounds } = await answer.json();
  badge(count);
  calls.postMessage(count);
  if (!document.hidden && document.hasFocus()) return;
  for (const alert of alerts) show(alert);
  if (sounds) sound();
}

function soon(wait) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

document.addEventListener("zapbot:change", ({ detail }) => {
  if (detail.id) seen = detail.id;
  if ("leads" in document.documentElement.dataset && KINDS.test(detail.kind)) soon(300);
});
calls.onmessage = ({ data }) => badge(data);
document.addEventListener("htmx:after:swap", name);
if (document.body.dataset.user) soon(1500);

// On the profile page: asked for by a button, never by itself.
const button = document.querySelector("[data-alerts-ask]");

function standing() {
  const state = "Notification" in window ? Notification.permission : "denied";
  button.hidden = state !== "default";
  document.querySelector("[data-alerts-on]").hidden = state !== "granted";
  document.querySelector("[data-alerts-denied]").hidden = state !== "denied";
}

if (button) {
  button.addEventListener("click", () => Notification.requestPermission().then(standing));
  standing();
}
