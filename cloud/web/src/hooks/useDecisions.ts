import { useState } from "react";

import { acknowledge, ApiError, close, verify, type Decision } from "../api/client";
import type { Alarm, Label, Outcome } from "../api/types";
import type { Session } from "../live/session";
import { recall, remember } from "../preferences/storage";
import { useMe } from "../shell/useMe";

type Send = (decision: Decision) => Promise<Alarm>;

/** What waits for the seat's name. */
type Waiting = (by: string) => void;

export interface Decisions {
  seat: string;
  /** A decision that waits for the seat's name. */
  asking: boolean;
  busy: ReadonlySet<number>;
  /** What went wrong last; null: nothing, or dismissed. "no-answer" when the centre did not reply. */
  fault: Label | "no-answer" | null;
  acknowledge: (alarm: Alarm) => void;
  verify: (alarm: Alarm, outcome: Outcome, cause: string | null, note: string) => void;
  close: (alarm: Alarm, note: string) => void;
  /** Does something in the seat's name; a failure is shown as of any decision. */
  inTheirName: (run: (by: string) => Promise<void>) => void;
  askSeat: () => void;
  answerSeat: (seat: string | null) => void;
  dismiss: () => void;
}

const faultOf = (error: unknown): Label | "no-answer" =>
  error instanceof ApiError && error.fault
    ? { zh: error.fault.message_zh, en: error.fault.message_en }
    : "no-answer";

/** The operator's decisions: each is sent with the seat's name, which is asked for before the first. */
export function useDecisions(session: Session): Decisions {
  const me = useMe();
  // Whoever has logged in decides in their own name; the centre writes no other.
  const account = me !== null && me.account_id !== null ? me.name : null;
  const [typed, setSeat] = useState(() => recall("seat") ?? "");
  const seat = account ?? typed;
  const [asking, setAsking] = useState(false);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [busy, setBusy] = useState<ReadonlySet<number>>(new Set());
  const [fault, setFault] = useState<Decisions["fault"]>(null);

  const send = async (by: string, alarm: Alarm, note: string, to: Send) => {
    setBusy((held) => new Set(held).add(alarm.id));
    try {
      const answer = await to({ by, note, version: alarm.version });
      session.dispatch({ type: "answer", alarm: answer });
      setFault(null);
    } catch (error) {
      setFault(faultOf(error));
    }
    setBusy((held) => new Set([...held].filter((id) => id !== alarm.id)));
  };

  const named = (run: Waiting) => {
    if (seat) {
      run(seat);
      return;
    }
    setWaiting(() => run);
    setAsking(true);
  };

  const decide = (alarm: Alarm, note: string, to: Send) => {
    if (busy.has(alarm.id)) return;
    named((by) => void send(by, alarm, note, to));
  };

  return {
    seat,
    asking,
    busy,
    fault,
    acknowledge: (alarm) => {
      decide(alarm, "", (decision) => acknowledge(alarm.id, decision));
    },
    verify: (alarm, outcome, cause, note) => {
      decide(alarm, note, (decision) => verify(alarm.id, { ...decision, outcome, cause }));
    },
    close: (alarm, note) => {
      decide(alarm, note, (decision) => close(alarm.id, decision));
    },
    inTheirName: (run) => {
      named((by) => {
        run(by).then(
          () => {
            setFault(null);
          },
          (error: unknown) => {
            setFault(faultOf(error));
          },
        );
      });
    },
    askSeat: () => {
      setAsking(account === null);
    },
    answerSeat: (name) => {
      setAsking(false);
      setWaiting(null);
      if (name === null) return;
      setSeat(name);
      remember("seat", name);
      waiting?.(name);
    },
    dismiss: () => {
      setFault(null);
    },
  };
}
