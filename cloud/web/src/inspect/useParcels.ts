import { useCallback, useEffect, useRef, useState } from "react";

import { sendJson, sendPhoto } from "./api";
import { after, nextOf, numbersOf, type Numbers, type Parcel } from "./outbox";
import { all, read, remove, write } from "./store";

export interface Outgoing {
  parcels: readonly Parcel[];
  /** The last try found no line. */
  away: boolean;
  /** The centre wants a login first. */
  login: boolean;
  /** Keeps parcels and begins to send; resolved once they are durable. */
  put: (parcels: readonly Parcel[]) => Promise<void>;
  /** Takes a refused parcel out, and what needs it; a person has seen why. */
  drop: (id: string) => void;
  now: () => void;
}

const NUMBERS = "numbers";

function deliver(parcel: Parcel, numbers: Numbers) {
  if (parcel.kind === "submission") return sendJson(`/inspections/${parcel.inspection}/submissions`, parcel.body);
  if (parcel.kind === "action") return sendJson(`/hazards/${parcel.hazard}/actions`, parcel.body);
  const hazard = typeof parcel.hazard === "number" ? parcel.hazard : numbers[parcel.hazard];
  const query = new URLSearchParams({ hazard_id: String(hazard), stage: parcel.stage, key: parcel.key, by: parcel.by });
  return sendPhoto(`/photos?${query.toString()}`, parcel.photo);
}

/** Sends what waits until the centre has it. `sent`: something has arrived. */
export function useParcels(sent: () => void): Outgoing {
  const [parcels, setParcels] = useState<readonly Parcel[] | null>(null);
  const [numbers, setNumbers] = useState<Numbers>({});
  const [trouble, setTrouble] = useState({ away: false, login: false, until: 0 });
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const arrived = useRef(sent);
  useEffect(() => {
    arrived.current = sent;
  });

  useEffect(() => {
    void Promise.all([all<Parcel & { at: number }>("parcels"), read<Numbers>("kept", NUMBERS)]).then(([held, known]) => {
      setNumbers(known ?? {});
      setParcels(held.sort((one, other) => one.at - other.at));
    });
  }, []);

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
    const parcel = nextOf(parcels, numbers);
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
    const replace = (changed: Parcel | null) => {
      setParcels((held) => (held ?? []).flatMap((each) => (each.id === parcel.id ? (changed ? [changed] : []) : [each])));
    };
    void deliver(parcel, numbers).then(async (answer) => {
      const outcome = after(parcel, answer);
      if (outcome.kind === "sent") {
        if (parcel.kind === "submission" && answer.kind === "ok") {
          const known = { ...numbers, ...numbersOf(answer.body) };
          await write("kept", NUMBERS, known);
          setNumbers(known);
        }
        await remove("parcels", parcel.id);
        setTrouble({ away: false, login: false, until: 0 });
        replace(null);
        arrived.current();
      } else {
        await write("parcels", parcel.id, outcome.parcel);
        if (outcome.kind === "wait") {
          setTrouble({ away: !outcome.login, login: outcome.login, until: Date.now() + outcome.delayMs });
        }
        replace(outcome.parcel);
      }
      busy.current = false;
      setTurn((before) => before + 1);
    });
    return undefined;
  }, [parcels, numbers, trouble, turn]);

  const put = useCallback(async (more: readonly Parcel[]) => {
    let at = Date.now();
    for (const parcel of more) {
      at += 0.001;
      await write("parcels", parcel.id, { ...parcel, at });
    }
    setParcels((held) => [...(held ?? []), ...more]);
    now();
  }, [now]);

  const drop = useCallback((id: string) => {
    setParcels((held) => {
      const gone = (held ?? []).find((parcel) => parcel.id === id);
      const findings = new Set<number | string>(gone?.kind === "submission" ? gone.findings : []);
      // The photos of findings that nobody will have go with them.
      const goes = (parcel: Parcel) => parcel.id === id || (parcel.kind === "photo" && findings.has(parcel.hazard));
      for (const parcel of (held ?? []).filter(goes)) void remove("parcels", parcel.id);
      return (held ?? []).filter((parcel) => !goes(parcel));
    });
  }, []);

  return { parcels: parcels ?? [], away: trouble.away, login: trouble.login, put, drop, now };
}
