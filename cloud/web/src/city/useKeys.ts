import { useEffect, useRef } from "react";

/** Single keys, except while typing, in a dialog, or with a modifier held. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest("dialog") || target.matches("input, textarea, select, [contenteditable]")) return;
      const run = latest.current[event.key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
    };
  }, []);
}

/** Moves the focus to the next or the previous of the groups. */
export function moveFocus(step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-group]")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : cards.length - 1) : Math.min(cards.length - 1, Math.max(0, at + step));
  cards[next]?.focus();
}

/** The group that the focus is in. */
export const focusedGroup = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>("[data-group]")?.dataset.group;
