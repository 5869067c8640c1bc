/**
 * What a link hears: that something of its own has changed. By `fetch`, for a token belongs into no address, and an
 * EventSource sends no header.
 */

import { SILENCE_MS } from "../live/connection";

/** The line is there (again) or gone; something has changed; a unit has only moved. */
export type Heard = "open" | "cut" | "changed" | "moved";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
/** Refused: the link has ended, or too many listen. Asking goes on beside it. */
const REFUSED_RETRY_MS = 15_000;
const MEANS: Readonly<Record<string, Heard>> = { changed: "changed", resync: "changed", moved: "moved" };

/** What is said by the events that are whole, and the text that is left. Pure. */
export function eventsOf(text: string): { heard: Heard[]; rest: string } {
  const blocks = text.split("\n\n");
  const rest = blocks.pop() ?? "";
  const names = blocks.map((block) => /^event: (.+)$/m.exec(block)?.[1] ?? "");
  return { heard: [...new Set(names.flatMap((name) => MEANS[name] ?? []))], rest };
}

/** Listens until the answer is called; every end of the line is tried again, sooner or later. */
export function listen(token: string, tell: (heard: Heard) => void): () => void {
  let over = false;
  let attempts = 0;
  let retry = 0;
  let line: AbortController | null = null;

  const hear = async (signal: AbortSignal, alive: () => void) => {
    const response = await fetch("./api/v1/crew/live", {
      headers: { "x-crew-link": token },
      cache: "no-store",
      signal,
    });
    if (!response.ok || !response.body) return false;
    attempts = 0;
    tell("open");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return true;
      alive();
      const found = eventsOf(text + value);
      text = found.rest;
      found.heard.forEach(tell);
    }
  };
  const connect = () => {
    window.clearTimeout(retry);
    line?.abort();
    const mine = new AbortController();
    line = mine;
    let silence = 0;
    const alive = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(() => {
        mine.abort();
      }, SILENCE_MS);
    };
    alive();
    void hear(mine.signal, alive)
      .catch(() => true)
      .then((taken) => {
        window.clearTimeout(silence);
        if (over || line !== mine) return;
        tell("cut");
        const pause = taken ? Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts) : REFUSED_RETRY_MS;
        attempts += 1;
        retry = window.setTimeout(connect, pause * (0.5 + Math.random() / 2));
      });
  };
  const doubt = () => line?.abort();
  window.addEventListener("online", connect);
  window.addEventListener("offline", doubt);
  connect();
  return () => {
    over = true;
    window.clearTimeout(retry);
    window.removeEventListener("online", connect);
    window.removeEventListener("offline", doubt);
    line?.abort();
  };
}
