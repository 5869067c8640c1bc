import { useSyncExternalStore } from "react";

/** One clock tick a second for everything on the page that ages. */
const listeners = new Set<() => void>();
let timer: number | null = null;
let second = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      window.clearInterval(timer);
      timer = null;
    }
  };
}

const current = () => second;

/** This machine's clock in ms, to the second; `offset` (server minus machine) turns it into the server's time. */
export function useNow(offset: number): number {
  const seconds = useSyncExternalStore(subscribe, current);
  return seconds * 1000 + offset;
}
