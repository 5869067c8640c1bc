import { useEffect, useMemo, useState } from "react";

import type { Alarm } from "../api/types";
import { silencing, soundFor, type Sound } from "../sound/choice";
import { Horn } from "../sound/horn";

export interface SoundDesk {
  /** off: not started by a gesture yet, or turned off; blocked: the browser refused. */
  state: "off" | "on" | "blocked";
  due: Sound | null;
  silenced: boolean;
  toggle: () => void;
  silence: () => void;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Sounds for as long as an alarm waits for someone; silencing holds until a new one comes. */
export function useSound(alarms: ReadonlyMap<number, Alarm>): SoundDesk {
  const [horn] = useState(() => new Horn());
  const [state, setState] = useState<SoundDesk["state"]>("off");
  const [silenced, setSilenced] = useState<ReadonlySet<string>>(new Set());

  const due = useMemo(() => soundFor(alarms.values(), silenced), [alarms, silenced]);
  const wanted = useMemo(() => soundFor(alarms.values(), NOTHING), [alarms]);

  useEffect(() => {
    horn.play(state === "on" ? due : null);
  }, [horn, state, due]);

  return {
    state,
    due,
    silenced: due === null && wanted !== null,
    toggle: () => {
      if (state === "on") {
        void horn.disable();
        setState("off");
        return;
      }
      horn.enable().then(
        (running) => {
          setState(running ? "on" : "blocked");
        },
        () => {
          setState("blocked");
        },
      );
    },
    silence: () => {
      setSilenced(silencing(alarms.values()));
    },
  };
}
