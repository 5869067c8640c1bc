import { useState } from "react";

import { Announcer } from "../components/Announcer";
import { Icon } from "../components/Icon";
import { useClaim } from "../hooks/useSound";
import { Bell, SoundSwitch } from "./Bell";
import { CheckBanner, EndedCheck } from "./CheckBanner";
import { soundOf } from "./ringing";
import { Strip } from "./Strip";
import { useChecks, type Checks } from "./useChecks";
import { useOwnStream } from "./useFeed";
import { useTold, type ToldList } from "./useTold";
import { useToldWords } from "./useToldWords";
import { whereTo } from "./whereTo";

const FIRE_CLASS = new Set(["fire", "early-warning", "pre-alarm"]);

export interface AlertDesk {
  checks: Checks;
  told: ToldList;
  /** Since when the centre has not been heard; null: it is, or the page has a stream of its own. */
  cut: number | null;
  /** Checks that were silenced; each still has to be answered. */
  silenced: ReadonlySet<number>;
  silence: () => void;
}

/** What any page is told. `alarmsSound`: the page that is looked at follows the alarms and sounds for them itself. */
export function useAlerts(alarmsSound: boolean): AlertDesk {
  const cut = useOwnStream(!alarmsSound);
  const checks = useChecks();
  const told = useTold(alarmsSound);
  const [silenced, setSilenced] = useState<ReadonlySet<number>>(new Set());
  const waits = checks.waiting.some(({ id }) => !silenced.has(id));
  useClaim("told", soundOf(told.rings, waits));
  return {
    checks,
    told,
    cut,
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

/** The newest notification that rings, and how many more do. */
function Ring({ told }: { told: ToldList }) {
  const { t, speak, number } = useToldWords();
  const [first] = told.rings;
  if (!first) return null;
  const { desk, href } = whereTo(first);
  return (
    <div className="told-ring" data-testid="told-ring" data-kind={first.kind}>
      <span className="told-what">
        <strong>{speak(first.title)}</strong>
        {told.rings.length > 1 && <span>{t("bell.many", { number: number(told.rings.length - 1) })}</span>}
      </span>
      <span className="told-do">
        {!first.test && <a href={href}>{t(`bell.${desk}`)}</a>}
        <button type="button" className="button" onClick={told.silence}>
          {t("silence")}
        </button>
      </span>
    </div>
  );
}

/**
 * Over every page and every dialog: duty checks that wait, what became of them, the newest notification that rings, and
 * that nothing is heard. `saysCut`: the page that is looked at does not say the last by itself.
 */
export function Alerts({ desk, saysCut }: { desk: AlertDesk; saysCut: boolean }) {
  const { t, speak, clock } = useToldWords();
  const { checks, told } = desk;
  const cut = saysCut ? desk.cut : null;
  const [first] = told.rings;
  // A fire comes before whether somebody is there.
  const urgent = first !== undefined && FIRE_CLASS.has(first.kind);
  const shown = checks.waiting.length + checks.ended.length + (first ? 1 : 0) > 0 || cut !== null;
  return (
    <Strip label={shown ? t("region") : undefined} waiting={checks.waiting.length}>
      {cut !== null && (
        <p className="told-cut" role="status" data-testid="told-cut">
          <Icon name="cross" /> {t("cut", { time: clock(cut) })}
        </p>
      )}
      {urgent && <Ring told={told} />}
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
      {!urgent && <Ring told={told} />}
      <Announcer announcement={{ text: first ? speak(first.title) : "", urgent }} />
    </Strip>
  );
}
