import { useEffect, useMemo, useState } from "react";

import { silencing, soundFor, type Ring, type Silenced, type Sound } from "../sound/choice";
import { Horn } from "../sound/horn";

export interface SoundDesk {
  /** off: not started by a gesture yet, or turned off; blocked: the browser refused. */
  state: "off" | "on" | "blocked";
  due: Sound | null;
  silenced: boolean;
  toggle: () => void;
  silence: () => void;
}

const NOTHING: Silenced = new Map();

/** Sounds for as long as something rings; silencing holds until something new does. */
export function useSound(rings: readonly Ring[]): SoundDesk {
  const [horn] = useState(() => new Horn());
  const [state, setState] = useState<SoundDesk["state"]>("off");
  const [silenced, setSilenced] = useState<Silenced>(NOTHING);

  const due = useMemo(() => soundFor(rings, silenced), [rings, silenced]);
  const wanted = useMemo(() => soundFor(rings, NOTHING), [rings]);

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
      setSilenced(silencing(rings));
    },
  };
}
