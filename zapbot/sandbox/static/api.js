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
  const json = body !== undefined && !(body instanceof FormData);
  let response;
  try {
    response = await fetch(`/sandbox/api/${path}`, {
      method,
      headers: json ? { "Content-Type": "application/json" } : {},
      body: json ? JSON.stringify(body) : body,
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

export function sendFile(customer, type, file) {
  const form = new FormData();
  form.append("type", type);
  form.append("file", file);
  return call("POST", `customers/${customer}/messages`, form);
}

export const say = (customer, what) => call("POST", `customers/${customer}/messages`, what);
