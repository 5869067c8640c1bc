import { useState } from "react";

import { Choice } from "../../components/Choice";
import { Icon } from "../../components/Icon";
import { useNow } from "../../hooks/useNow";
import { Panel } from "../../operator/works/Page";
import { BANDS, type SiteDetail, type Step } from "../api";
import { FLOOR } from "../bands";
import { useRiskWords } from "../useRiskWords";
import { frameOf, marksOf, MEASURES, moveOf, placed, stairs, type Frame, type Shown } from "./chart";
import { StepPanel } from "./StepPanel";

const WIDTH = 800;
const HEIGHT = 220;
/** Two marks nearer than this share of the width could not be told apart by a finger. */
const APART = 0.045;

function Zones() {
  const { t } = useRiskWords();
  return BANDS.map((band, n) => {
    const top = n === 0 ? 100 : FLOOR[BANDS[n - 1] ?? "I"];
    return (
      <div
        key={band}
        className="risk-zone"
        data-band={band}
        style={{ top: `${100 - top}%`, height: `${top - FLOOR[band]}%` }}
        aria-hidden="true"
      >
        <span>{t(`band.${band}`)}</span>
      </div>
    );
  });
}

interface LineProps {
  steps: readonly Step[];
  frame: Frame;
  shown: Shown;
  range: { low: number; high: number };
  words: string;
}

function Line({ steps, frame, shown, range, words }: LineProps) {
  const size = { width: WIDTH, height: HEIGHT, ...frame };
  const points = placed(steps.map((step) => ({ at: step.at, value: step[shown] })), size);
  const [low, high] = placed([{ at: frame.to, value: range.low }, { at: frame.to, value: range.high }], size);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
      {shown === "d365" && low && high && (
        <rect x={WIDTH - 14} width="14" y={high[1]} height={Math.max(1, low[1] - high[1])} className="risk-range" />
      )}
      <path d={stairs(points, WIDTH)} className="risk-line" />
    </svg>
  );
}

/** A score over time; whatever moved it is a mark that tells what happened and leads to its record. */
export function ScoreChart({ site }: { site: SiteDetail }) {
  const { t, day, figure, percent } = useRiskWords();
  const now = useNow(0);
  const [shown, setShown] = useState<Shown>("index");
  const [chosen, setChosen] = useState<number | null>(null);
  const steps = [...site.steps].reverse();
  const { d365 } = site.probability;
  const frame = frameOf(steps, now, shown, d365.high);
  const marks = marksOf(steps, frame, APART);
  const step = steps.find(({ id }) => id === chosen) ?? marks.at(-1);
  const at = step ? steps.indexOf(step) : -1;
  const value = (each: Step) => (shown === "index" ? figure(each.index) : percent(each.d365));
  const range = t("range", { low: percent(d365.low), high: percent(d365.high) });
  const words = t("chart.told", {
    what: t(`chart.${shown}`),
    from: day(frame.from),
    steps: steps.length,
    now: shown === "index" ? figure(site.index) : `${percent(d365.value)} (${range})`,
  });
  const size = { width: 100, height: 100, ...frame };
  const choose = (to: number) => () => {
    setChosen(steps[to]?.id ?? null);
  };
  return (
    <Panel
      title={t("chart.title")}
      tools={
        <Choice
          label={t("chart.what")}
          options={MEASURES.map((each) => ({ value: each, text: t(`chart.${each}`) }))}
          value={shown}
          onChoose={setShown}
        />
      }
    >
      <div className="risk-body">
        {steps.length === 0 ? (
          <p className="empty">{t("chart.none")}</p>
        ) : (
          <>
            <div className="risk-chart" data-shown={shown} data-testid="score-chart">
              {shown === "index" && <Zones />}
              <Line steps={steps} frame={frame} shown={shown} range={d365} words={words} />
              {marks.map((mark) => {
                const [x, y] = placed([{ at: mark.at, value: mark[shown] }], size)[0] ?? [0, 0];
                const worse = moveOf(mark) < 0;
                return (
                  <button
                    key={mark.id}
                    type="button"
                    className="risk-mark"
                    data-worse={worse || undefined}
                    aria-pressed={mark === step}
                    aria-label={t("chart.mark", { day: day(mark.at), cause: t(`cause.${mark.cause}`), value: value(mark) })}
                    style={{ left: `${x}%`, top: `${y}%` }}
                    onClick={() => {
                      setChosen(mark.id);
                    }}
                  >
                    <Icon name={mark.index_before === null ? "plus" : worse ? "down" : "up"} />
                  </button>
                );
              })}
            </div>
            <p className="risk-axis num muted" aria-hidden="true">
              <span>{day(frame.from)}</span>
              <span>{day(frame.to)}</span>
            </p>
            <p className="muted">{words}</p>
            {step && (
              <StepPanel
                step={step}
                owner={site}
                before={at > 0 ? choose(at - 1) : null}
                after={at < steps.length - 1 ? choose(at + 1) : null}
              />
            )}
          </>
        )}
      </div>
    </Panel>
  );
}
