import { useState } from "react";

import { useData } from "../operator/useData";
import { recall, remember } from "../preferences/storage";
import { useMay, useMe } from "../shell/useMe";

export interface Signer {
  account_id: number;
  name: string;
}

export interface Signing {
  /** Whoever has logged in signs for themselves; else one of these is named. */
  needed: boolean;
  people: readonly Signer[];
  known: boolean;
  person: number | null;
  choose: (person: number) => void;
}

/** Who signs for a room: the account, or where nobody logs in one of those on duty now, else of those who may serve. */
export function useSigners(room: number | null): Signing {
  const me = useMe();
  const needed = (me?.account_id ?? null) === null;
  const mayPlan = useMay("edit-registry");
  const [now] = useState(() => Date.now());
  const path = room !== null && needed ? `/duty/rooms/${room}` : null;
  const shifts = useData<{ items: { people: Signer[] }[] }>(path && `${path}/shifts`, { start: now, end: now + 1 });
  const all = useData<{ items: Signer[] }>(path && mayPlan ? `${path}/people` : null);
  const known = !needed || (shifts.data !== null && (!mayPlan || all.data !== null));
  const on = shifts.data?.items.flatMap(({ people }) => people) ?? [];
  const may = on.length > 0 ? on : (all.data?.items ?? []);
  // Who may serve is known before or after who serves now: nobody is proposed until both are.
  const people = known ? may : [];
  const [chosen, setChosen] = useState<number | null>(() => Number(recall("signer")) || null);
  const person = people.find(({ account_id }) => account_id === chosen) ?? people[0];
  return {
    needed,
    people,
    known,
    person: needed ? (person?.account_id ?? null) : null,
    choose: (account) => {
      setChosen(account);
      remember("signer", String(account));
    },
  };
}
