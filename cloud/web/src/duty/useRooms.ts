import { useEffect } from "react";

import { useData, type Loaded } from "../operator/useData";
import { recall, remember } from "../preferences/storage";
import { useRoute } from "../shell/useRoute";
import type { Room } from "./api";

export interface Rooms {
  loaded: Loaded<{ items: Room[]; next: number | null }>;
  rooms: readonly Room[];
  /** The one that the address names, or that was looked at last, or the first. */
  room: Room | null;
}

/** The rooms within the scope, and the one that is looked at. */
export function useRooms(): Rooms {
  const { query } = useRoute();
  const loaded = useData<{ items: Room[]; next: number | null }>("/duty/rooms", { limit: 500 });
  const wanted = Number(query.room ?? recall("duty-room"));
  const rooms = loaded.data?.items ?? [];
  const listed = rooms.find(({ id }) => id === wanted);
  // One of very many may not be among the first.
  const own = useData<Room>(loaded.data && !listed && query.room ? `/duty/rooms/${wanted}` : null);
  const asked = query.room !== undefined && !listed;
  const room = listed ?? (asked ? own.data : (rooms[0] ?? null));
  useEffect(() => {
    if (room) remember("duty-room", String(room.id));
  }, [room]);
  return { loaded, rooms: listed || !own.data ? rooms : [...rooms, own.data], room };
}
