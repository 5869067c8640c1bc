import { useCallback, useEffect, useRef, useState } from "react";

import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { asked, named, NAMED, type Span, type SpanName } from "../span";

const SETTLE_MS = 160;
const FOLLOW_MS = 15_000;

export interface Shown {
  /** What is shown, and what is asked for. While it is moved the charts go ahead of it. */
  span: Span;
  /** The name of a span that goes with the time; null: it stands where it was put. */
  name: SpanName | null;
  /** Moves the span; the address and the data follow once it rests. */
  show: (span: Span) => void;
  now: () => number;
}

const keyOf = (query: Readonly<Record<string, string>>) => `${query.span ?? ""} ${query.from ?? ""} ${query.to ?? ""}`;

/** The span that the address asks for, followed by the time where it is a named one. `offset`: the centre's clock. */
export function useSpan(offset: number): Shown {
  const route = useRoute();
  const now = useCallback(() => Date.now() + offset, [offset]);
  const key = keyOf(route.query);
  const [held, setHeld] = useState(() => ({ key, ...asked(route.query, now()) }));
  const current = held.key === key ? held : { key, ...asked(route.query, now()) };
  if (held.key !== key) setHeld(current);
  const { span, name } = current;

  useEffect(() => {
    if (name === null) return;
    // A wider span moves a point of the screen less often.
    const timer = window.setInterval(
      () => {
        if (document.visibilityState === "visible") {
          setHeld((before) => (before.name === null ? before : { ...before, span: named(before.name, now()) }));
        }
      },
      Math.max(FOLLOW_MS, NAMED[name] / 1000),
    );
    return () => {
      window.clearInterval(timer);
    };
  }, [name, now]);

  const timer = useRef(0);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  const latest = useRef(route);
  useEffect(() => {
    latest.current = route;
  });
  const show = useCallback((next: Span) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const href = hrefWith(latest.current, {
        span: null,
        from: Math.round(next.from),
        to: Math.round(next.to),
      });
      // What was moved through is no place to go back to.
      window.history.replaceState(null, "", href);
      window.dispatchEvent(new HashChangeEvent("hashchange"));
    }, SETTLE_MS);
  }, []);
  return { span, name, show, now };
}
