import { useEffect, useRef, useState } from "react";

import type { Alarm } from "../api/types";

export interface Selection {
  selected: number | null;
  /** Marks the row as selected; the focus is already there. */
  select: (id: number) => void;
  /** Moves selection and focus to a row. */
  go: (id: number | undefined) => void;
  /** The alarm so many rows away; the first one when nothing is selected. */
  neighbour: (by: number) => Alarm | undefined;
}

function focusRow(id: number): void {
  const row = document.getElementById(`alarm-${id}`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/** Which alarm is selected. When it leaves the list, the one that took its place is, and keeps the focus. */
export function useSelection(ordered: readonly Alarm[]): Selection {
  const [selected, setSelected] = useState<number | null>(null);
  const place = useRef(0);
  const wanted = useRef<number | null>(null);
  const index = ordered.findIndex((alarm) => alarm.id === selected);

  useEffect(() => {
    if (index >= 0) {
      place.current = index;
      return;
    }
    if (selected === null) return;
    const heir = ordered[Math.min(place.current, ordered.length - 1)];
    if (heir && document.activeElement === document.body) wanted.current = heir.id;
    setSelected(heir?.id ?? null);
  }, [index, ordered, selected]);

  useEffect(() => {
    if (wanted.current === null || wanted.current !== selected) return;
    wanted.current = null;
    focusRow(selected);
  });

  const go = (id: number | undefined) => {
    if (id === undefined) return;
    wanted.current = id;
    setSelected(id);
    if (id === selected) {
      wanted.current = null;
      focusRow(id);
    }
  };
  return {
    selected,
    select: setSelected,
    go,
    neighbour: (by) => {
      const next = index < 0 ? 0 : Math.max(0, Math.min(ordered.length - 1, index + by));
      return ordered[next];
    },
  };
}
