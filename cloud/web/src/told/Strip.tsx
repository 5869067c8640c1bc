import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { useTopDialog } from "../components/dialogs";
import { useJump } from "./useJump";

/**
 * Where what any page is told stands: above the view, and while a dialog is open in that dialog, over everything, for
 * the rest of the page is inert then. The element itself moves, so that an answer on its way stays on its way.
 * `--told` is its height, for whatever must not lie under it.
 */
export function Strip({ label, waiting, children }: { label: string | undefined; waiting: number; children: ReactNode }) {
  const home = useRef<HTMLDivElement>(null);
  const [strip] = useState(() => {
    const element = document.createElement("div");
    element.className = "told-strip";
    return element;
  });
  const dialog = useTopDialog();
  useJump(strip, waiting);
  useLayoutEffect(() => {
    const place = dialog ?? home.current;
    const around = dialog ?? home.current?.parentElement;
    if (!place || !around) return;
    place.prepend(strip);
    const watch = new ResizeObserver(() => {
      around.style.setProperty("--told", `${String(strip.offsetHeight)}px`);
    });
    watch.observe(strip);
    return () => {
      watch.disconnect();
      around.style.removeProperty("--told");
    };
  }, [dialog, strip]);
  return (
    <div ref={home} className="told-home">
      {createPortal(
        <div role={label === undefined ? undefined : "region"} aria-label={label}>
          {children}
        </div>,
        strip,
      )}
    </div>
  );
}
