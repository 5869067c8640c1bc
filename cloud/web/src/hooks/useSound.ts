import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import type { Alarm } from "../api/types";
import { silencing, soundFor, type Sound } from "../sound/choice";
import { speaker, type Claimant, type SoundState } from "../sound/speaker";

export interface SoundDesk {
  /** off: not started by a gesture yet, or turned off; blocked: the browser refused. */
  state: SoundState;
  due: Sound | null;
  silenced: boolean;
  toggle: () => void;
  silence: () => void;
}

const NOTHING: ReadonlySet<string> = new Set();

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

/** Sounds for as long as an alarm waits for someone; silencing holds until a new one comes. */
export function useSound(alarms: ReadonlyMap<number, Alarm>): SoundDesk {
  const state = useSpeaker();
  const [silenced, setSilenced] = useState<ReadonlySet<string>>(new Set());
  const due = useMemo(() => soundFor(alarms.values(), silenced), [alarms, silenced]);
  const wanted = useMemo(() => soundFor(alarms.values(), NOTHING), [alarms]);
  useClaim("alarms", due);
  return {
    state,
    due,
    silenced: due === null && wanted !== null,
    toggle: speaker.toggle,
    silence: () => {
      setSilenced(silencing(alarms.values()));
    },
  };
}
