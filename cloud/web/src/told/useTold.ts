import { useState } from "react";

import { useData } from "../operator/useData";
import { recall, remember } from "../preferences/storage";
import type { Told } from "./api";
import { merged, newest, ringing, stoodAt, unreadOf } from "./ringing";
import { useFeed } from "./useFeed";

export interface ToldList {
  items: readonly Told[];
  unread: readonly Told[];
  rings: readonly Told[];
  read: () => void;
  silence: () => void;
}

/** Everything that the page was told, what of it is not read, and what of it rings. */
export function useTold(alarmsSound: boolean): ToldList {
  const loaded = useData<{ items: Told[] }>("/notification/told", { limit: 100 });
  const [fresh, setFresh] = useState<readonly Told[]>([]);
  const [readUpTo, setReadUpTo] = useState(() => Number(recall("told")) || 0);
  const [silencedUpTo, setSilencedUpTo] = useState(0);
  /** Where the first stream began, and the first list; null: not known yet. */
  const [begun, setBegun] = useState<number | null>(null);
  const [first, setFirst] = useState<readonly Told[] | null>(null);
  const { again, data } = loaded;
  useFeed((event) => {
    if (event.type === "notification") setFresh((held) => merged(held, [event.told]));
    if (event.type === "begun") setBegun((held) => held ?? event.behind);
    if (event.type === "live") again();
  });
  if (data && first === null) setFirst(data.items);
  const items = merged(data?.items ?? [], fresh);
  const after = Math.max(readUpTo, silencedUpTo, stoodAt(begun, first));
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
