/** Talking to the playground: requests out, live events in. */

/** POST to /api. Gives the answer, or throws an Error whose message is a sentence for the person. */
export async function post(path, body = {}) {
  let response;
  try {
    response = await fetch(`/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "The playground could not do that.");
  return answer;
}

/** Follow the playground. Every (re)connection begins with a "state" event; `connected` hears whether there is one. */
export function follow(heard, connected) {
  const source = new EventSource("/api/events");
  source.onopen = () => connected(true);
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onerror = () => {
    connected(false);
    // A refused connection is not tried again by the browser.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(heard, connected), 2000);
  };
}
