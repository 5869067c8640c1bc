import { useLayoutEffect, useRef, type ReactNode } from "react";

import { Announcer, type Announcement } from "./Announcer";
import { dialogs } from "./dialogs";

interface Props {
  title: string;
  className?: string;
  /** What a screen reader hears while the rest of the page is inert. */
  announcement: Announcement;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog of the browser's own making: it keeps the focus, closes on Esc, and gives the focus back. */
export function Dialog({ title, className = "", announcement, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    element.showModal();
    dialogs.enter(element);
    return () => {
      dialogs.leave(element);
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2>{title}</h2>
      {children}
      <Announcer announcement={announcement} />
    </dialog>
  );
}
