// The sentences of the page, in the language the server chose.
const language = document.documentElement.dataset.language;
const sentences = await (await fetch(`/sandbox/words/${language}`)).json();

export const locale = document.documentElement.lang;

export function word(key, values = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function has(key) {
  return key in sentences;
}

// The business's time zone, so that this page and its inbox show the same clock; without one, the browser's.
const timeZone = document.documentElement.dataset.zone || undefined;
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
const exact = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone });

export const hour = (seconds) => clock.format(new Date(seconds * 1000));
export const second = (seconds) => exact.format(new Date(seconds * 1000));

export function day(seconds) {
  const then = date.format(new Date(seconds * 1000));
  const now = Date.now();
  if (then === date.format(now)) return word("thread.today");
  if (then === date.format(now - 86400000)) return word("thread.yesterday");
  return then;
}
