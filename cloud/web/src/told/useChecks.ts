import { useEffect, useRef, useState } from "react";

import { get } from "../api/client";
import { useData } from "../operator/useData";
import { useMay } from "../shell/useMe";
import type { Check } from "./api";
import { useDutyNews } from "./useFeed";

const LOOK_MS = 30_000;
/** How long it is said that somebody has answered. */
const SAID_MS = 10_000;

export interface Checks {
  waiting: readonly Check[];
  /** Ended while the page looked on: answered ones for a moment, others until they are dismissed. */
  ended: readonly Check[];
  cut: boolean;
  answered: (check: Check) => void;
  dismiss: (id: number) => void;
}

/** The duty checks that wait for whoever looks at the page, and what became of them. */
export function useChecks(): Checks {
  const handles = useMay("handle-alarms");
  const loaded = useData<{ items: Check[] }>(handles ? "/duty/checks/mine" : null, {}, LOOK_MS);
  const { again, data } = loaded;
  useDutyNews(again);
  const [ended, setEnded] = useState<readonly Check[]>([]);
  const before = useRef<readonly Check[]>([]);

  const dismiss = (id: number) => {
    setEnded((held) => held.filter((each) => each.id !== id));
  };
  const end = (check: Check) => {
    setEnded((held) => [...held.filter(({ id }) => id !== check.id), check]);
    if (check.state !== "answered") return;
    window.setTimeout(() => {
      dismiss(check.id);
    }, SAID_MS);
  };
  const latest = useRef(end);
  useEffect(() => {
    latest.current = end;
  });

  useEffect(() => {
    if (!data) return;
    for (const { id } of before.current) {
      if (data.items.some((each) => each.id === id)) continue;
      get<Check>(`/duty/checks/${id}`).then(
        (check) => {
          if (check.state !== "waiting") latest.current(check);
        },
        () => undefined,
      );
    }
    before.current = data.items;
  }, [data]);

  return {
    waiting: data?.items ?? [],
    ended,
    cut: loaded.fault !== null && data !== null,
    answered: (check) => {
      before.current = before.current.filter(({ id }) => id !== check.id);
      end(check);
      again();
    },
    dismiss,
  };
}
