import { createContext, useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import type { Announcement } from "../components/Announcer";
import { soundKey } from "../sound/choice";
import { say, useTerms } from "./useDesk";

const URGENT = new Set(["fire", "early-warning", "pre-alarm"]);

/** What was last said, for dialogs: the rest of the page is inert while one is open. */
export const AnnouncementContext = createContext<Announcement>({ text: "", urgent: false });

export const useAnnounced = () => useContext(AnnouncementContext);

interface Move {
  alarm: Alarm;
  to: "acknowledged" | "verified" | "closed";
}

type Known = ReadonlyMap<number, Alarm>;

/** Alarms that are new, or have come back, since the last look, most urgent first. */
const freshOf = (ordered: readonly Alarm[], before: Known) =>
  ordered.filter((alarm) => {
    const held = before.get(alarm.id);
    return alarm.state === "raised" && alarm.shelved_until === null && (!held || soundKey(held) !== soundKey(alarm));
  });

/** The one alarm whose state somebody has moved since the last look; null when none or several have. */
function movedOf(now: Known, before: Known): Move | null {
  const moved = [...before.values()].flatMap((held): Move[] => {
    const alarm = now.get(held.id);
    if (!alarm) return [{ alarm: held, to: "closed" }];
    if (alarm.state === held.state) return [];
    if (alarm.state === "acknowledged" || alarm.state === "verified") return [{ alarm, to: alarm.state }];
    return [];
  });
  return moved.length === 1 ? (moved[0] ?? null) : null;
}

/** What to say of the alarms since the last look; a flood is said in one sentence. */
export function useAnnouncement(ordered: readonly Alarm[]): Announcement {
  const { t, i18n } = useTranslation();
  const terms = useTerms();
  const [announcement, setAnnouncement] = useState<Announcement>({ text: "", urgent: false });
  const known = useRef<Known>(new Map());
  useEffect(() => {
    const before = known.current;
    const now = new Map(ordered.map((alarm) => [alarm.id, alarm]));
    known.current = now;
    const wordsOf = (alarm: Alarm) => ({
      kind: terms.kind(alarm.kind),
      place: say(alarm.place, i18n.language) || t("alarms.unplaced"),
      device: say(alarm.device, i18n.language) || t("alarms.unnamed"),
      outcome: t(`outcome_general.${alarm.outcome ?? "unknown"}`),
    });
    const fresh = freshOf(ordered, before);
    const [highest] = fresh;
    if (highest) {
      const firstFire = highest.kind === "fire" && ordered[0]?.id === highest.id;
      const several = fresh.length > 1 ? "announce.many" : "announce.alarm";
      const words = { ...wordsOf(highest), count: fresh.length };
      setAnnouncement({
        text: t(firstFire ? "announce.fire_first" : several, words),
        urgent: URGENT.has(highest.kind),
      });
      return;
    }
    const moved = movedOf(now, before);
    if (moved) setAnnouncement({ text: t(`announce.${moved.to}`, wordsOf(moved.alarm)), urgent: false });
  }, [ordered, t, i18n.language, terms]);
  return announcement;
}
