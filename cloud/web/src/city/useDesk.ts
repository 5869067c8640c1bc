import { useState } from "react";

import { ApiError, send, verify } from "../api/client";
import type { Alarm, Label, Outcome } from "../api/types";
import type { ClaimAnswer } from "./api";

export interface CityDesk {
  busy: boolean;
  /** What was answered last, if it is worth a word: a refusal, or why nothing was handed out. */
  told: Label | "no-answer" | "seat-needed" | null;
  takeNext: () => void;
  take: (unit: string, over?: boolean) => void;
  giveBack: (unit: string) => void;
  acknowledge: (unit: string, upTo: number) => void;
  judge: (alarm: Alarm, outcome: Outcome) => void;
  dismiss: () => void;
}

const toldOf = (error: unknown): CityDesk["told"] =>
  error instanceof ApiError && error.fault
    ? { zh: error.fault.message_zh, en: error.fault.message_en }
    : "no-answer";

/** What a seat does on the board. `seen`: asks for the board anew, so that what was done is seen at once. */
export function useCityDesk(seat: string, seen: () => void): CityDesk {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<CityDesk["told"]>(null);

  const run = (work: () => Promise<Label | null>) => {
    if (busy) return;
    if (seat === "") {
      setTold("seat-needed");
      return;
    }
    setBusy(true);
    work()
      .then(setTold, (error: unknown) => {
        setTold(toldOf(error));
      })
      .finally(() => {
        setBusy(false);
        seen();
      });
  };

  const taken = async (unit: string | null, over: boolean) =>
    (await send<ClaimAnswer>("POST", "/city/take", { by: seat, unit, over })).reason;

  return {
    busy,
    told,
    takeNext: () => {
      run(() => taken(null, false));
    },
    take: (unit, over = false) => {
      run(() => taken(unit, over));
    },
    giveBack: (unit) => {
      run(async () => {
        await send("POST", "/city/give-back", { by: seat, unit });
        return null;
      });
    },
    acknowledge: (unit, upTo) => {
      run(async () => {
        let left = 1;
        let done = 1;
        while (left > 0 && done > 0) {
          ({ done, left } = await send<{ done: number; left: number }>("POST", "/city/acknowledge", {
            by: seat,
            unit,
            up_to: upTo,
          }));
        }
        return null;
      });
    },
    judge: (alarm, outcome) => {
      run(async () => {
        await verify(alarm.id, { by: seat, note: "", version: alarm.version, outcome, cause: null });
        return null;
      });
    },
    dismiss: () => {
      setTold(null);
    },
  };
}
