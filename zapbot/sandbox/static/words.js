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

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });

export const hour = (seconds) => clock.format(new Date(seconds * 1000));
export const second = (seconds) => exact.format(new Date(seconds * 1000));

export function day(seconds) {
  const then = new Date(seconds * 1000);
  const today = new Date();
  const yesterday = new Date();
  yesterday.setDate(today.getDate() - 1);
  if (then.toDateString() === today.toDateString()) return word("thread.today");
  if (then.toDateString() === yesterday.toDateString()) return word("thread.yesterday");
  return date.format(then);
}
