import { useState } from "react";

import { useData } from "../operator/useData";
import { recall, remember } from "../preferences/storage";
import type { Told } from "./api";
import { merged, ringing, unreadOf } from "./ringing";
import { useFeed } from "./useFeed";

export interface ToldList {
  items: readonly Told[];
  unread: readonly Told[];
  rings: readonly Told[];
  read: () => void;
  silence: () => void;
}

const newest = (items: readonly Told[]) => items[0]?.change ?? 0;
/** The newest of what had happened when the page was opened, however late it is known. */
const newestBefore = (items: readonly Told[], at: number) => newest(items.filter((told) => told.at < at));

/** Everything that the page was told, what of it is not read, and what of it rings. */
export function useTold(alarmsSound: boolean): ToldList {
  const loaded = useData<{ items: Told[] }>("/notification/told", { limit: 100 });
  const [fresh, setFresh] = useState<readonly Told[]>([]);
  const [readUpTo, setReadUpTo] = useState(() => Number(recall("told")) || 0);
  const [silencedUpTo, setSilencedUpTo] = useState(0);
  const [openedAt] = useState(() => Date.now());
  /** What was told before the page was opened; null: not known yet. */
  const [opened, setOpened] = useState<number | null>(null);
  const { again, data } = loaded;
  useFeed((event) => {
    if (event.type === "notification") setFresh((held) => merged(held, [event.told]));
    if (event.type === "live") again();
  });
  if (data && opened === null) setOpened(newestBefore(data.items, openedAt));
  const items = merged(data?.items ?? [], fresh);
  const after = Math.max(readUpTo, silencedUpTo, opened ?? newestBefore(items, openedAt));
  return {
    items,
    unread: unreadOf(items, readUpTo),
    rings: ringing(items, after, alarmsSound),
    read: () => {
      setReadUpTo(newest(items));
      remember("told", String(newest(items)));
    },
    silence: () => {
      setSilencedUpTo(newest(items));
    },
  };
}
