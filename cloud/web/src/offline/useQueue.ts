import { useCallback, useEffect, useRef, useState } from "react";

import type { Answer } from "./asking";
import { after, type Waiting } from "./outcome";

/** What is sent, how, and where it is kept until the centre has it. */
export interface Ways<P extends Waiting> {
  /** Whose queue it is: another's is loaded anew. */
  owner: string;
  load: () => Promise<readonly Queued<P>[]>;
  keep: (parcel: Queued<P>) => Promise<unknown>;
  forget: (id: string) => Promise<unknown>;
  /** The one that can go now; null: none. */
  next: (parcels: readonly Queued<P>[]) => Queued<P> | null;
  deliver: (parcel: Queued<P>) => Promise<Answer>;
  /** The centre has it. */
  arrived: (parcel: Queued<P>, body: unknown) => Promise<void> | void;
  /** No pause between two tries is longer; ms. */
  longestMs?: number;
}

/** With the time at which it was put, ms: what is put together stays in its order. */
export type Queued<P> = P & { at: number };

export interface Queue<P extends Waiting> {
  parcels: readonly Queued<P>[];
  /** The last try found no line. */
  away: boolean;
  /** The centre wants a login first. */
  login: boolean;
  /** Keeps parcels and begins to send; resolved once they are durable. */
  put: (parcels: readonly P[]) => Promise<void>;
  /** Takes out what a person has seen the refusal of. */
  drop: (goes: (parcel: P) => boolean) => void;
  now: () => void;
}

const NO_TROUBLE = { away: false, login: false, until: 0 };

/**
 * Sends what waits, one after the other, until the centre has it.
 *
 * A parcel is kept on the device until then. It bears a key of its own, so that sending it again after a lost answer
 * changes nothing. One that must wait holds back the others: there is no line.
 */
export function useQueue<P extends Waiting>(ways: Ways<P>): Queue<P> {
  const [parcels, setParcels] = useState<readonly Queued<P>[] | null>(null);
  const [trouble, setTrouble] = useState(NO_TROUBLE);
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const latest = useRef(ways);
  useEffect(() => {
    latest.current = ways;
  });

  const { owner } = ways;
  useEffect(() => {
    let over = false;
    const take = (held: readonly Queued<P>[]) => {
      if (over) return;
      setParcels((before) => {
        const newer = (before ?? []).filter((each) => held.every(({ id }) => id !== each.id));
        return [...held, ...newer].sort((one, other) => one.at - other.at);
      });
    };
    latest.current.load().then(take, () => {
      // The device keeps nothing: what is put is sent as long as the page is open.
      take([]);
    });
    return () => {
      over = true;
    };
  }, [owner]);

  const now = useCallback(() => {
    setTrouble((before) => ({ ...before, until: 0 }));
    setTurn((before) => before + 1);
  }, []);

  useEffect(() => {
    window.addEventListener("online", now);
    return () => {
      window.removeEventListener("online", now);
    };
  }, [now]);

  useEffect(() => {
    if (parcels === null || busy.current) return;
    const parcel = latest.current.next(parcels);
    if (parcel === null) return;
    const pause = trouble.until - Date.now();
    if (pause > 0) {
      const timer = window.setTimeout(() => {
        setTurn((before) => before + 1);
      }, pause);
      return () => {
        window.clearTimeout(timer);
      };
    }
    busy.current = true;
    const { deliver, arrived, forget, keep, longestMs = Infinity } = latest.current;
    void deliver(parcel).then(async (answer) => {
      const outcome = after(parcel, answer);
      if (outcome.kind === "sent") {
        await arrived(parcel, answer.kind === "ok" ? answer.body : null);
        await forget(parcel.id);
        setTrouble(NO_TROUBLE);
        setParcels((held) => (held ?? []).filter(({ id }) => id !== parcel.id));
      } else {
        await keep(outcome.parcel);
        if (outcome.kind === "wait") {
          const until = Date.now() + Math.min(outcome.delayMs, longestMs);
          setTrouble({ away: !outcome.login, login: outcome.login, until });
        }
        setParcels((held) => (held ?? []).map((each) => (each.id === parcel.id ? outcome.parcel : each)));
      }
      busy.current = false;
      setTurn((before) => before + 1);
    });
    return undefined;
  }, [parcels, trouble, turn]);

  const put = useCallback(
    async (more: readonly P[]) => {
      const begun = Date.now();
      const queued = more.map((parcel, place) => ({ ...parcel, at: begun + place / 1000 }));
      for (const parcel of queued) await latest.current.keep(parcel);
      setParcels((held) => [...(held ?? []), ...queued]);
      now();
    },
    [now],
  );
  const drop = useCallback((goes: (parcel: P) => boolean) => {
    setParcels((held) => {
      for (const parcel of (held ?? []).filter(goes)) void latest.current.forget(parcel.id);
      return (held ?? []).filter((parcel) => !goes(parcel));
    });
  }, []);
  return { parcels: parcels ?? [], away: trouble.away, login: trouble.login, put, drop, now };
}
