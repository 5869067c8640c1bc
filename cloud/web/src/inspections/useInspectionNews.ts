import { useEffect, useRef } from "react";

const RETRY_MS = 5_000;

/** Has something done as any inspection or hazard in one's scope changes. */
export function useInspectionNews(changed: () => void): void {
  const latest = useRef(changed);
  useEffect(() => {
    latest.current = changed;
  });
  useEffect(() => {
    let stream: EventSource | null = null;
    let timer = 0;
    const open = () => {
      stream = new EventSource("./api/v1/live?only=inspection");
      const told = () => {
        latest.current();
      };
      stream.addEventListener("inspection", told);
      stream.addEventListener("resync", told);
      stream.onerror = () => {
        if (stream?.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(open, RETRY_MS);
      };
    };
    open();
    return () => {
      window.clearTimeout(timer);
      stream?.close();
    };
  }, []);
}
