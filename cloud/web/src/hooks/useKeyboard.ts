import { useEffect, useRef } from "react";

export type Command =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "acknowledge"
  | "verify"
  | "silence"
  | "language"
  | "help"
  | "escape";

const COMMANDS: Record<string, Command> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  a: "acknowledge",
  v: "verify",
  s: "silence",
  l: "language",
  "?": "help",
  Escape: "escape",
};

/** Arrows and Home/End belong to the list only while it has the focus; elsewhere they scroll. */
const IN_LIST = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

const isTyping = (target: Element) => target.matches("input, textarea, select, [contenteditable]");

/** Single keys as commands of the page, except while typing, in a dialog, or with a modifier held. */
export function useKeyboard(run: (command: Command) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const command = COMMANDS[key];
      if (!command || target.closest("dialog")) return;
      if (isTyping(target) && command !== "escape") return;
      if (IN_LIST.has(event.key) && target !== document.body && !target.closest("[role=grid]")) return;
      event.preventDefault();
      latest.current(command);
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
    };
  }, []);
}
