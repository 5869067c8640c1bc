import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { silencing, soundFor, type Ring, type Silenced, type Sound } from "../sound/choice";
import { speaker, type Claimant, type SoundState } from "../sound/speaker";

export interface SoundDesk {
  /** off: not started by a gesture yet, or turned off; blocked: the browser refused. */
  state: SoundState;
  due: Sound | null;
  silenced: boolean;
  toggle: () => void;
  silence: () => void;
}

const NOTHING: Silenced = new Map();

export const useSpeaker = () => useSyncExternalStore(speaker.subscribe, speaker.state);

/** Has a sound made for as long as it is due and its claimant is there. */
export function useClaim(claimant: Claimant, due: Sound | null): void {
  useEffect(() => {
    speaker.claim(claimant, due);
  }, [claimant, due]);
  useEffect(
    () => () => {
      speaker.claim(claimant, null);
    },
    [claimant],
  );
}

/** Sounds for as long as something rings; silencing holds until something new does. */
export function useSound(rings: readonly Ring[]): SoundDesk {
  const state = useSpeaker();
  const [silenced, setSilenced] = useState<Silenced>(NOTHING);
  const due = useMemo(() => soundFor(rings, silenced), [rings, silenced]);
  const wanted = useMemo(() => soundFor(rings, NOTHING), [rings]);
  useClaim("alarms", due);
  return {
    state,
    due,
    silenced: due === null && wanted !== null,
    toggle: speaker.toggle,
    silence: () => {
      setSilenced(silencing(rings));
    },
  };
}
