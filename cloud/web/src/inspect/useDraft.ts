import { useCallback, useEffect, useState } from "react";

import type { Task } from "./api";
import { emptyDraft, type Draft } from "./draft";
import { read, remove, write } from "./store";

/** What is being answered of one task; every change is kept at once. */
export function useDraft(task: Task): { draft: Draft | null; change: (next: Draft) => void; clear: () => Promise<void> } {
  const [draft, setDraft] = useState<Draft | null>(null);
  const key = String(task.id);
  useEffect(() => {
    void read<Draft>("drafts", key).then((held) => {
      setDraft((before) => before ?? held ?? emptyDraft(task, Date.now()));
    });
  }, [key, task]);
  const change = useCallback(
    (next: Draft) => {
      setDraft(next);
      void write("drafts", key, next);
    },
    [key],
  );
  const clear = useCallback(async () => {
    await remove("drafts", key);
  }, [key]);
  return { draft, change, clear };
}
