import "../styles/site.css";

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Cause, Outcome } from "../api/types";
import { Icon } from "../components/Icon";
import { KindIcon } from "../components/KindIcon";
import { say } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { switchLanguage } from "../i18n/language";
import { languageOf } from "../i18n/languages";
import { percentOf, weighing } from "../room/evidence/evidence";
import { causesOf } from "../room/verification/causes";
import { countdown, waitOf } from "../room/verification/wait";
import { formatTime } from "../time/format";
import type { SiteView } from "./api";
import type { Outbox } from "./outbox";
import { useLook } from "./useLook";
import { useOutbox } from "./useOutbox";
import { addSiteWords } from "./words";

addSiteWords();

const KINDS = [
  "fire",
  "early-warning",
  "pre-alarm",
  "linkage",
  "supervisory",
  "fault",
  "device-offline",
  "disabled",
  "test",
] as const;
const REASONS = 3;

function useSiteWords() {
  const { t, i18n } = useTranslation("site");
  const { language } = i18n;
  return { t, language, speak: (label: { zh: string; en: string }) => say(label, language) };
}

/** Where and what it is, since when, and how long the control room still waits. */
function AlarmCard({ view, offset }: { view: SiteView; offset: number }) {
  const { t, language, speak } = useSiteWords();
  const now = useNow(offset);
  const wait = waitOf({ ...view, timed_out_at: null }, now);
  const kind = KINDS.find((known) => known === view.kind);
  const reasons = weighing(view.weighed).pieces.filter((piece) => piece.side !== "aside");
  return (
    <section className="site-alarm" data-kind={view.kind} aria-labelledby="site-place">
      <p className="kind" data-kind={view.kind}>
        <KindIcon kind={view.kind} />
        <span>{kind ? t(`kind.${kind}`) : view.kind}</span>
      </p>
      <h1 id="site-place">{speak(view.place) || t("unplaced")}</h1>
      <p>
        {[speak(view.device), speak(view.component_type)].filter(Boolean).join(" · ")}
      </p>
      <p className="muted num">
        {t("since", { time: formatTime(view.raised_at, "daytime", language) })} · {t(`level_${view.level}`)}
      </p>
      {view.outcome !== null && view.state !== "raised" && (
        <p className="site-state">{t("verified", { outcome: t(`outcome.${view.outcome}`) })}</p>
      )}
      {wait.phase === "running" && (
        <p className="site-wait" data-testid="site-wait">
          <Icon name="clock" />
          <strong className="num" role="timer">
            {countdown(wait.left)}
          </strong>
          <span>{t("wait")}</span>
        </p>
      )}
      {wait.phase === "over" && <p className="site-wait">{t("wait_over")}</p>}
      {view.probability !== null && (
        <p className="muted">
          {t("likely", { percent: percentOf(view.probability, language) })}
          {reasons.length > 0 && ` · ${reasons.slice(0, REASONS).map(speak).join(" · ")}`}
        </p>
      )}
    </section>
  );
}

interface ChoiceProps {
  causes: readonly Cause[];
  fire: boolean;
  onGive: (outcome: Outcome, cause: string | null) => void;
}

/** One tap says it; a false alarm may say why with the second. */
function Choices({ causes, fire, onGive }: ChoiceProps) {
  const { t, speak } = useSiteWords();
  const [asking, setAsking] = useState(false);
  if (asking) {
    return (
      <section className="site-choices" aria-labelledby="site-why">
        <h2 id="site-why">{t("why")}</h2>
        <div className="site-causes">
          {causesOf(causes, "false").map((each) => (
            <button
              key={each.cause}
              type="button"
              className="site-button"
              data-cause={each.cause}
              onClick={() => {
                onGive("false", each.cause);
              }}
            >
              {speak(each)}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="site-button"
          data-cause="none"
          onClick={() => {
            onGive("false", null);
          }}
        >
          {t("why_unknown")}
        </button>
        <button
          type="button"
          className="site-button quiet"
          onClick={() => {
            setAsking(false);
          }}
        >
          {t("back")}
        </button>
      </section>
    );
  }
  return (
    <section className="site-choices" aria-labelledby="site-what">
      <h2 id="site-what">{t("what")}</h2>
      <button
        type="button"
        className="site-button real"
        data-outcome="real"
        onClick={() => {
          onGive("real", null);
        }}
      >
        {t(fire ? "outcome.real_fire" : "outcome.real")}
      </button>
      <button
        type="button"
        className="site-button"
        data-outcome="false"
        onClick={() => {
          setAsking(true);
        }}
      >
        {t("outcome.false")}
      </button>
      <button
        type="button"
        className="site-button"
        data-outcome="test"
        onClick={() => {
          onGive("test", null);
        }}
      >
        {t("outcome.test")}
      </button>
      <button
        type="button"
        className="site-button"
        data-outcome="unknown"
        onClick={() => {
          onGive("unknown", null);
        }}
      >
        {t("outcome.unknown")}
      </button>
    </section>
  );
}

interface SendingProps {
  box: Outbox;
  fire: boolean;
  causes: readonly Cause[];
  onNow: () => void;
  onClear: () => void;
}

/** What has become of the verdict, and what can be done about it. */
function Sending({ box, fire, causes, onNow, onClear }: SendingProps) {
  const { t, speak } = useSiteWords();
  if (box.phase === "empty") return null;
  const { outcome, cause } = box.verdict;
  const because = causes.find((each) => each.cause === cause);
  const word = outcome === "real" && fire ? "real_fire" : outcome;
  const said = [t(`outcome.${word}`), because ? speak(because) : ""].filter(Boolean).join(" · ");
  const fault = box.phase === "refused" && box.fault;
  return (
    <section className="site-sending" data-testid="site-sending" data-phase={box.phase} role="status">
      <p className="site-said">
        <Icon name={box.phase === "sent" ? "check" : box.phase === "sending" ? "dashes" : "cross"} />
        <strong>{said}</strong>
      </p>
      {box.phase === "sent" && <p>{t("sent")}</p>}
      {box.phase === "sending" && <p>{t("sending")}</p>}
      {box.phase === "waiting" && (
        <>
          <p>
            <strong>{t("not_sent")}</strong> {t("retrying", { attempt: box.attempt })}
          </p>
          <button type="button" className="site-button" onClick={onNow}>
            {t("retry_now")}
          </button>
        </>
      )}
      {box.phase === "moved" && <p>{t("moved")}</p>}
      {fault && <p>{speak({ zh: fault.message_zh, en: fault.message_en })}</p>}
      {box.phase === "refused" && <p>{t("refused")}</p>}
      {(box.phase === "moved" || box.phase === "refused" || box.phase === "waiting") && (
        <button type="button" className="site-button quiet" onClick={onClear}>
          {t("again")}
        </button>
      )}
    </section>
  );
}

/** What a link opens on the phone of a person on site: one alarm, one verdict, no login. */
export function SitePage({ token }: { token: string }) {
  const { t, language, speak } = useSiteWords();
  const { box, give, now, clear } = useOutbox(token);
  const { view, offset, at, fault, away } = useLook(token, box.phase === "sent", box.phase === "moved");
  const idle = box.phase === "empty";

  useEffect(() => {
    document.title = `${t("title")} · 草原哨`;
  }, [t]);

  return (
    <main className="site" lang={languageOf(language).tag} data-testid="site">
      <header className="site-head">
        <p>
          <strong lang="zh-CN">草原哨</strong> <span className="muted">{t("title")}</span>
        </p>
        <button type="button" className="button quiet" data-testid="language" onClick={switchLanguage}>
          {t("language")}
        </button>
      </header>
      {away && (
        <p className="site-away" role="status" data-testid="site-away">
          <Icon name="cross" />
          {at === null ? t("away_first") : t("away", { time: formatTime(at + offset, "clock", language) })}
        </p>
      )}
      {view && <AlarmCard view={view} offset={offset} />}
      {!view && !fault && !away && <p className="site-note">{t("loading")}</p>}
      {fault && idle && (
        <p className="site-note" role="alert">
          <strong>{speak({ zh: fault.message_zh, en: fault.message_en }) || t("no_link")}</strong>
        </p>
      )}
      {!idle && <Sending box={box} fire={view?.kind === "fire"} causes={view?.causes ?? []} onNow={now} onClear={clear} />}
      {idle && view && !fault && (
        <>
          <p className="site-safety">{t("safety")}</p>
          <Choices
            causes={view.causes}
            fire={view.kind === "fire"}
            onGive={(outcome, cause) => {
              give({ outcome, cause, version: view.version });
            }}
          />
          <p className="muted site-foot">
            {t("for", { person: view.person, time: formatTime(view.expires_at, "minute", language) })}
          </p>
        </>
      )}
    </main>
  );
}
