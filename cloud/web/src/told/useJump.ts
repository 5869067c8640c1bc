import { useEffect, useRef } from "react";

/** Works in a field too, and in a dialog: no letter, and no key of the browser's own. */
export const JUMP_KEY = "F8";

const ANSWER = ".told-answer:enabled";
const ANYTHING = "button:enabled, select:enabled, a[href]";

/**
 * One key goes to what waits for an answer, wherever the focus is, and back to where it was. Once it is answered the
 * focus goes back by itself. `waiting`: how many there are.
 */
export function useJump(strip: HTMLElement, waiting: number): void {
  const from = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== JUMP_KEY || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const focused = document.activeElement;
      const inside = strip.contains(focused);
      const to = inside ? from.current : (strip.querySelector<HTMLElement>(ANSWER) ?? strip.querySelector<HTMLElement>(ANYTHING));
      if (!to) return;
      event.preventDefault();
      from.current = !inside && focused instanceof HTMLElement && focused !== document.body ? focused : null;
      to.focus();
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
    };
  }, [strip]);

  const before = useRef(waiting);
  useEffect(() => {
    const fewer = waiting < before.current;
    before.current = waiting;
    const focused = document.activeElement;
    // A button that is gone leaves the focus to nobody.
    const nowhere = focused === null || focused === document.body || focused instanceof HTMLDialogElement;
    if (!fewer || !from.current || !(nowhere || strip.contains(focused))) return;
    from.current.focus();
    from.current = null;
  }, [strip, waiting]);
}
