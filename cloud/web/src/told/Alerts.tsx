import { useState } from "react";

import { Announcer } from "../components/Announcer";
import { useClaim } from "../hooks/useSound";
import { Bell, SoundSwitch, whereTo } from "./Bell";
import { CheckBanner, EndedCheck } from "./CheckBanner";
import { soundOf } from "./ringing";
import { Strip } from "./Strip";
import { useChecks, type Checks } from "./useChecks";
import { useOwnStream } from "./useFeed";
import { useTold, type ToldList } from "./useTold";
import { useToldWords } from "./useToldWords";

const FIRE_CLASS = new Set(["fire", "early-warning", "pre-alarm"]);

export interface AlertDesk {
  checks: Checks;
  told: ToldList;
  /** Checks that were silenced; each still has to be answered. */
  silenced: ReadonlySet<number>;
  silence: () => void;
}

/** What any page is told. `alarmsSound`: the page that is looked at follows the alarms and sounds for them itself. */
export function useAlerts(alarmsSound: boolean): AlertDesk {
  useOwnStream(!alarmsSound);
  const checks = useChecks();
  const told = useTold(alarmsSound);
  const [silenced, setSilenced] = useState<ReadonlySet<number>>(new Set());
  const waits = checks.waiting.some(({ id }) => !silenced.has(id));
  useClaim("told", soundOf(told.rings, waits));
  return {
    checks,
    told,
    silenced,
    silence: () => {
      told.silence();
      setSilenced(new Set(checks.waiting.map(({ id }) => id)));
    },
  };
}

/** The bell, and the switch of the sound where the page has none of its own. */
export function AlertTools({ desk, ownSound }: { desk: AlertDesk; ownSound: boolean }) {
  return (
    <span className="told-tools">
      {!ownSound && <SoundSwitch />}
      <Bell told={desk.told} />
    </span>
  );
}

/** Over every page and every dialog: duty checks that wait, what became of them, and the newest notification that rings. */
export function Alerts({ desk }: { desk: AlertDesk }) {
  const { t, speak, number } = useToldWords();
  const { checks, told } = desk;
  const [first] = told.rings;
  const shown = checks.waiting.length + checks.ended.length + (first ? 1 : 0) > 0;
  return (
    <Strip label={shown ? t("region") : undefined} waiting={checks.waiting.length}>
      {checks.waiting.map((check, at) => (
        <CheckBanner
          key={check.id}
          check={check}
          first={at === 0}
          cut={checks.cut}
          onAnswered={checks.answered}
          onSilence={desk.silenced.has(check.id) ? undefined : desk.silence}
        />
      ))}
      {checks.ended.map((check) => (
        <EndedCheck
          key={check.id}
          check={check}
          onAnswered={checks.answered}
          onDismiss={() => {
            checks.dismiss(check.id);
          }}
        />
      ))}
      {first && (
        <div className="told-ring" data-testid="told-ring" data-kind={first.kind}>
          <span className="told-what">
            <strong>{speak(first.title)}</strong>
            {told.rings.length > 1 && <span>{t("bell.many", { number: number(told.rings.length - 1) })}</span>}
          </span>
          <span className="told-do">
            {!first.test && <a href={whereTo(first)}>{t(first.alarm === null ? "bell.duty" : "bell.room")}</a>}
            <button type="button" className="button" onClick={told.silence}>
              {t("silence")}
            </button>
          </span>
        </div>
      )}
      <Announcer announcement={{ text: first ? speak(first.title) : "", urgent: first !== undefined && FIRE_CLASS.has(first.kind) }} />
    </Strip>
  );
}
