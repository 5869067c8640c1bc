import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import type { Announcement } from "../components/Dialog";
import { soundKey } from "../sound/choice";
import { say, useTerms } from "./useDesk";

const URGENT = new Set(["fire", "early-warning", "pre-alarm"]);

/** What to say of the alarms that are new since the last look; a flood is said in one sentence. */
export function useAnnouncement(ordered: readonly Alarm[]): Announcement {
  const { t, i18n } = useTranslation();
  const terms = useTerms();
  const [announcement, setAnnouncement] = useState<Announcement>({ text: "", urgent: false });
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(ordered.map(soundKey));
    const fresh = ordered.filter((alarm) => alarm.state === "raised" && !before?.has(soundKey(alarm)));
    const [highest] = fresh;
    if (!highest) return;
    const words = {
      kind: terms.kind(highest.kind),
      place: say(highest.place, i18n.language) || t("alarms.unplaced"),
      device: say(highest.device, i18n.language) || t("alarms.unnamed"),
      count: fresh.length,
    };
    const isFirstFire = highest.kind === "fire" && ordered[0]?.id === highest.id;
    const key = isFirstFire ? "announce.fire_first" : fresh.length > 1 ? "announce.many" : "announce.alarm";
    setAnnouncement({ text: t(key, words), urgent: URGENT.has(highest.kind) });
  }, [ordered, t, i18n.language, terms]);
  return announcement;
}
