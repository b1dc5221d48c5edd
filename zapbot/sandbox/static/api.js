// Calls of the control API; what goes wrong is shown once, in one place.
import { word } from "./words.js";

const problem = document.getElementById("problem");
let timer;

export function complain(text) {
  problem.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => { problem.textContent = ""; }, 6000);
}

export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/sandbox/api/${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    complain(word("problem.unreachable"));
    return null;
  }
  if (response.status === 204) return {};
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  complain(word("problem.refused", { why: answer.error ?? response.status }));
  return null;
}

export const say = (customer, what) => call("POST", `customers/${customer}/messages`, what);
