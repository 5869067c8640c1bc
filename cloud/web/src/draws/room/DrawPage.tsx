import { useMemo } from "react";

import { Icon } from "../../components/Icon";
import { useAsked } from "../../hooks/useAsked";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { hrefOf } from "../../shell/route";
import { commitmentHref, fetchDraw, fetchText, recordHref, verifierHref, type PublicDraw } from "../api";
import { useDrawWords } from "../useDrawWords";
import type { DrawRecord } from "../verify/record";
import { Checks } from "./Checks";
import { Numbers } from "./Numbers";
import { Replay } from "./Replay";
import { ResultTable } from "./ResultTable";
import { StateMark } from "./StateMark";
import { UnitList } from "./UnitList";

const LOOK_MS = 15_000;
const MEGABYTE = 1 << 20;
const STEPS = ["list", "hash", "numbers", "sample", "result"] as const;

/** The five steps, which of them are done, and the way to each. */
function Steps({ drawn }: { drawn: boolean }) {
  const { t } = useDrawWords();
  return (
    <ol className="draw-steps" aria-label={t("draw.steps")}>
      {STEPS.map((step, at) => {
        const done = drawn || at < 2;
        return (
          <li key={step} data-done={done || undefined}>
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                const panel = document.getElementById(`draw-${step}`);
                panel?.scrollIntoView();
                panel?.focus({ preventScroll: true });
              }}
            >
              <span className="num">{at + 1}</span> {t(`draw.step_${step}`)} <Icon name={done ? "check" : "clock"} />
              <span className="visually-hidden">{t(done ? "draw.done" : "draw.waiting")}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Documents({ draw }: { draw: PublicDraw }) {
  const { t } = useDrawWords();
  return (
    <>
      <a className="button" href={commitmentHref(draw.number)} download>
        {t("draw.download_commitment")}
      </a>
      {draw.record_bytes !== null && (
        <a className="button" href={recordHref(draw.number)} download>
          {t("draw.download_record")}
        </a>
      )}
      <a className="button quiet" href={verifierHref} download>
        {t("draw.download_verifier")}
      </a>
    </>
  );
}

function Whole({ draw }: { draw: PublicDraw }) {
  const { t, stamp } = useDrawWords();
  const drawn = draw.record_bytes !== null;
  const href = drawn ? recordHref(draw.number) : commitmentHref(draw.number);
  const loaded = useAsked(href, (signal) => fetchText(href, signal));
  const text = loaded.data;
  const record = useMemo(() => (text === null ? null : (JSON.parse(text) as DrawRecord)), [text]);
  if (text === null || record === null) {
    const size = ((draw.record_bytes ?? draw.commitment_bytes) / MEGABYTE).toFixed(1);
    return loaded.fault ? <State loaded={loaded} /> : <p role="status">{t("draw.reading", { size })}</p>;
  }
  return (
    <>
      <Steps drawn={drawn} />
      <div id="draw-list" tabIndex={-1}>
        <UnitList plan={record.plan} frame={record.frame} />
      </div>
      <div id="draw-hash" tabIndex={-1}>
        <Panel title={t("hash.title")}>
          <p>{t("hash.about")}</p>
          <p>
            <code className="draw-hash" data-testid="commitment">
              {draw.commitment}
            </code>
          </p>
          <p className="muted num">
            {t("hash.frozen", { time: stamp(draw.frozen_at) })} · {t("hash.not_before", { time: stamp(draw.not_before) })}
          </p>
        </Panel>
      </div>
      <div id="draw-numbers" tabIndex={-1}>
        <Numbers record={record} />
      </div>
      <div id="draw-sample" tabIndex={-1}>
        <Replay record={record} />
      </div>
      <div id="draw-result" tabIndex={-1}>
        <ResultTable record={record} />
      </div>
      <Checks text={text} file={`${draw.number}.${drawn ? "record" : "commitment"}.json`} commitment={draw.commitment} />
    </>
  );
}

/** One published draw: list, hash, numbers, the draw step by step, the result, and the means to check it all. */
export function DrawPage({ number }: { number: string }) {
  const { t, speak } = useDrawWords();
  const loaded = useAsked(`draw/${number}`, (signal) => fetchDraw(number, signal), LOOK_MS);
  const draw = loaded.data;
  return (
    <Page
      title={draw ? speak({ zh: draw.title_zh, en: draw.title_en }) : number}
      tools={draw && <Documents draw={draw} />}
    >
      <p>
        <a href={hrefOf(["draws"])}>{t("draw.back")}</a>
      </p>
      {draw === null ? (
        <State loaded={loaded} />
      ) : (
        <>
          <p>
            <span className="num">{draw.number}</span> · <StateMark state={draw.state} />
          </p>
          {draw.state === "withdrawn" && (
            <p className="draw-withdrawn" role="note">
              <Icon name="cross" /> {t("draw.withdrawn", { reason: draw.withdrawn_note })}
            </p>
          )}
          <Whole key={String(draw.record_bytes)} draw={draw} />
        </>
      )}
    </Page>
  );
}
