import { useCallback } from "react";

import type { Waiting } from "../offline/outcome";
import { useQueue } from "../offline/useQueue";
import { tell } from "./api";
import { all, remove, write } from "./store";

interface Said extends Waiting {
  token: string;
  path: string;
  body: object;
  /** The signal, where it is one. */
  signal: string | null;
  title: string;
}

export type Parcel = Said & { at: number };

export interface Sending {
  waiting: readonly Parcel[];
  refused: readonly Parcel[];
  put: (path: string, body: object, title: string, signal?: string) => void;
  drop: (id: string) => void;
}

/** A crew waits no longer between two tries. */
const LONGEST_MS = 4_000;

/** Sends what a crew tells, in its order; what the centre refuses is shown. `sent`: something arrived. */
export function useSending(token: string, sent: () => void): Sending {
  const queue = useQueue<Said>({
    owner: token,
    load: async () => (await all<Parcel>("parcels")).filter((each) => each.token === token),
    // What cannot be kept is sent all the same.
    keep: (parcel) => write("parcels", parcel.id, parcel).catch(() => undefined),
    forget: (id) => remove("parcels", id).catch(() => undefined),
    next: (parcels) => parcels.find(({ fault }) => fault === null) ?? null,
    deliver: (parcel) => tell(token, parcel.path, parcel.body),
    arrived: sent,
    longestMs: LONGEST_MS,
  });
  const { put: putAll, drop: dropAll } = queue;
  const put = useCallback(
    (path: string, body: object, title: string, signal?: string) => {
      const id = crypto.randomUUID();
      // Its key at the centre, so that it counts once.
      const keyed = { ...body, key: id };
      void putAll([{ id, token, path, title, body: keyed, signal: signal ?? null, attempt: 0, fault: null }]);
    },
    [putAll, token],
  );
  const drop = useCallback(
    (id: string) => {
      dropAll((parcel) => parcel.id === id);
    },
    [dropAll],
  );
  return {
    waiting: queue.parcels.filter(({ fault }) => fault === null),
    refused: queue.parcels.filter(({ fault }) => fault !== null),
    put,
    drop,
  };
}
