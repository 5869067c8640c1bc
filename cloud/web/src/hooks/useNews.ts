import { useEffect, useRef } from "react";

const RETRY_MS = 5_000;
/** A night scores thousands at once: what comes within this time is one change. */
const GATHER_MS = 300;

/** Has something done as anything of one kind changes in one's scope. */
export function useNews(kind: "inspection" | "risk", changed: () => void): void {
  const latest = useRef(changed);
  useEffect(() => {
    latest.current = changed;
  });
  useEffect(() => {
    let stream: EventSource | null = null;
    let timer = 0;
    let gathering = 0;
    const open = () => {
      stream = new EventSource(`./api/v1/live?only=${kind}`);
      const told = () => {
        if (gathering) return;
        gathering = window.setTimeout(() => {
          gathering = 0;
          latest.current();
        }, GATHER_MS);
      };
      stream.addEventListener(kind, told);
      stream.addEventListener("resync", told);
      stream.onerror = () => {
        if (stream?.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(open, RETRY_MS);
      };
    };
    open();
    return () => {
      window.clearTimeout(timer);
      window.clearTimeout(gathering);
      stream?.close();
    };
  }, [kind]);
}
