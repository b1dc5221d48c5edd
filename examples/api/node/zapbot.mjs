// Send and list messages: `text TO TEXT [KEY]`, `template TO NAME [VALUE ...]`, `list [CONTACT]`. No packages.

const { ZAPBOT_URL, ZAPBOT_TOKEN } = process.env;

async function call(method, path, body, headers = {}) {
  const answer = await fetch(`${ZAPBOT_URL}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${ZAPBOT_TOKEN}`, "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(`${data.status}: ${data.detail}`);
  return data;
}

// With a key a message may be repeated, after a time-out say, and is sent once all the same.
const send = (to, content, key) =>
  call("POST", "/messages", { to, content, outside: "hold" }, key ? { "Idempotency-Key": key } : {});

async function list(contact) {
  const found = [];
  for (let cursor = ""; cursor !== null; ) {
    const query = new URLSearchParams({ cursor, ...(contact && { contact }) });
    const page = await call("GET", `/messages?${query}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}

const commands = {
  text: (to, text, key) => send(to, { kind: "text", text }, key),
  template: (to, name, ...params) => send(to, { kind: "template", name, params }),
  list,
};

const [command, ...words] = process.argv.slice(2);
try {
  console.log(JSON.stringify(await commands[command](...words), null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
