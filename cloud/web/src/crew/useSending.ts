import { useCallback, useEffect, useRef, useState } from "react";

import { after, type Fault } from "../inspect/outbox";
import { tell } from "./api";
import { all, remove, write } from "./store";

export interface Parcel {
  /** Its key at the centre, so that it counts once. */
  id: string;
  token: string;
  path: string;
  body: object;
  /** The signal, where it is one. */
  signal: string | null;
  title: string;
  at: number;
  attempt: number;
  fault: Fault | null;
}

export interface Sending {
  waiting: readonly Parcel[];
  refused: readonly Parcel[];
  put: (path: string, body: object, title: string, signal?: string) => void;
  drop: (id: string) => void;
}

/** A crew waits no longer between two tries. */
const LONGEST_MS = 4_000;

/** Sends what waits, in its order, until the centre has it; what it refuses is shown. `sent`: something arrived. */
export function useSending(token: string, sent: () => void): Sending {
  const [parcels, setParcels] = useState<readonly Parcel[]>([]);
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const until = useRef(0);
  const arrived = useRef(sent);
  useEffect(() => {
    arrived.current = sent;
  });
  useEffect(() => {
    void all<Parcel>("parcels").then((held) => {
      const mine = held.filter((each) => each.token === token).sort((one, other) => one.at - other.at);
      setParcels((before) => [...mine, ...before.filter((each) => mine.every(({ id }) => id !== each.id))]);
    });
    const now = () => {
      until.current = 0;
      setTurn((before) => before + 1);
    };
    window.addEventListener("online", now);
    return () => {
      window.removeEventListener("online", now);
    };
  }, [token]);

  useEffect(() => {
    const parcel = parcels.find(({ fault }) => fault === null);
    if (busy.current || !parcel) return;
    const pause = until.current - Date.now();
    if (pause > 0) {
      const timer = window.setTimeout(() => {
        setTurn((before) => before + 1);
      }, pause);
      return () => {
        window.clearTimeout(timer);
      };
    }
    busy.current = true;
    void tell(token, parcel.path, parcel.body).then(async (answer) => {
      const outcome = after(parcel, answer);
      until.current = outcome.kind === "wait" ? Date.now() + Math.min(outcome.delayMs, LONGEST_MS) : 0;
      if (outcome.kind === "sent") {
        await remove("parcels", parcel.id);
        setParcels((held) => held.filter(({ id }) => id !== parcel.id));
        arrived.current();
      } else {
        await write("parcels", parcel.id, outcome.parcel);
        setParcels((held) => held.map((each) => (each.id === parcel.id ? outcome.parcel : each)));
      }
      busy.current = false;
      setTurn((before) => before + 1);
    });
    return undefined;
  }, [parcels, token, turn]);

  const put = useCallback(
    (path: string, body: object, title: string, signal?: string) => {
      const id = crypto.randomUUID();
      const parcel: Parcel = {
        ...{ id, token, path, title, at: Date.now(), attempt: 0, fault: null },
        body: { ...body, key: id },
        signal: signal ?? null,
      };
      void write("parcels", id, parcel);
      setParcels((held) => [...held, parcel]);
    },
    [token],
  );
  const drop = useCallback((id: string) => {
    void remove("parcels", id);
    setParcels((held) => held.filter((each) => each.id !== id));
  }, []);
  return {
    waiting: parcels.filter(({ fault }) => fault === null),
    refused: parcels.filter(({ fault }) => fault !== null),
    put,
    drop,
  };
}
