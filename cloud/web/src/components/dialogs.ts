/** The dialogs that are open, the topmost last. What is outside of the topmost is inert: nobody can reach it. */

import { useSyncExternalStore } from "react";

class OpenDialogs {
  private held: readonly HTMLDialogElement[] = [];
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly top = (): HTMLDialogElement | null => this.held.at(-1) ?? null;

  enter(dialog: HTMLDialogElement): void {
    this.change([...this.held, dialog]);
  }

  leave(dialog: HTMLDialogElement): void {
    this.change(this.held.filter((each) => each !== dialog));
  }

  private change(held: readonly HTMLDialogElement[]): void {
    this.held = held;
    for (const listener of this.listeners) listener();
  }
}

export const dialogs = new OpenDialogs();

/** The dialog that everything else is inert behind; null: none is open. */
export const useTopDialog = () => useSyncExternalStore(dialogs.subscribe, dialogs.top);
