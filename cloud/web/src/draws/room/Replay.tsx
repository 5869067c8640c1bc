import { useEffect, useMemo, useState } from "react";

import { SelectField } from "../../forms/SelectField";
import { useMedia } from "../../hooks/useMedia";
import { Panel } from "../../operator/works/Page";
import { useDrawWords } from "../useDrawWords";
import type { DrawRecord, Frame, Stratum } from "../verify/record";
import type { Step } from "../verify/sampling";
import { sampleOf } from "../verify/verify";

/** So many units are drawn around the one that is looked at. */
const SEEN = 24;
const PACE_MS = 700;
/** A replay is over in so many showings, however many steps there are. */
const SHOWINGS = 120;

interface Bar {
  unit: string;
  name: string;
  part: number;
  now: boolean;
  drawn: boolean;
}

/** The chances after `done` steps: what each unit holds, and who is drawn. */
function barsAt(frame: Frame, order: readonly string[], steps: readonly Step[], done: number): Bar[] {
  const rows = new Map(frame.units.map((row) => [row.unit, row]));
  const parts = new Map(order.map((unit) => [unit, rows.get(unit)?.chance ?? 0]));
  const drawn = new Set(order.filter((unit) => parts.get(unit) === frame.denominator));
  for (const step of steps.slice(0, done)) {
    if (step.kind === "fight") {
      step.units.forEach((unit, at) => parts.set(unit, step.after[at] ?? 0));
      if (step.drawn !== null) {
        drawn.add(step.drawn);
        parts.set(step.drawn, frame.denominator);
      }
    }
  }
  const now = new Set(steps[done - 1]?.units);
  return order.map((unit) => ({
    unit,
    name: rows.get(unit)?.name ?? unit,
    part: parts.get(unit) ?? 0,
    now: now.has(unit),
    drawn: drawn.has(unit),
  }));
}

function Picture({ bars, whole }: { bars: readonly Bar[]; whole: number }) {
  const { t, percent } = useDrawWords();
  const at = Math.max(0, bars.findLastIndex(({ now }) => now));
  const from = Math.max(0, Math.min(at - SEEN / 2, bars.length - SEEN));
  return (
    <ul className="draw-bars" aria-label={t("replay.picture")}>
      {bars.slice(from, from + SEEN).map(({ unit, name, part, now, drawn }) => (
        <li key={unit} data-now={now || undefined} data-drawn={drawn || undefined} data-out={(!drawn && part === 0) || undefined}>
          <span className="draw-bar-name">{name}</span>
          <progress max={whole} value={part} aria-label={name} />
          <span className="num">{percent(part, whole)}</span>
          <span className="draw-bar-word">
            {drawn ? t("replay.bar_drawn") : part === 0 ? t("replay.bar_out") : now ? t("replay.bar_now") : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sequence({ frame, stratum, seed }: { frame: Frame; stratum: string; seed: string }) {
  const { t, percent } = useDrawWords();
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const { order, steps, drawn } = useMemo(() => {
    const told: Step[] = [];
    const found = sampleOf(frame, stratum, seed, (step) => told.push(step));
    return { order: found.order, steps: told, drawn: found.drawn.size };
  }, [frame, stratum, seed]);
  const [done, setDone] = useState(0);
  const [playing, setPlaying] = useState(false);
  const all = steps.length;
  useEffect(() => {
    if (!playing) return;
    const stride = Math.max(1, Math.ceil(all / SHOWINGS));
    const timer = window.setTimeout(() => {
      const next = Math.min(all, done + stride);
      setDone(next);
      if (next === all) setPlaying(false);
    }, PACE_MS / Math.max(1, Math.min(8, all / 10)));
    return () => {
      window.clearTimeout(timer);
    };
  }, [playing, done, all]);
  const names = useMemo(() => new Map(frame.units.map((row) => [row.unit, row.name])), [frame]);
  const bars = useMemo(() => barsAt(frame, order, steps, done), [frame, order, steps, done]);
  if (all === 0) return <p className="muted">{t("replay.none")}</p>;
  const name = (unit: string | undefined) => names.get(unit ?? "") ?? unit ?? "";
  const share = (part: number | undefined) => percent(part ?? 0, frame.denominator);
  const step = steps[done - 1];
  const said = () => {
    if (!step) return t("replay.ready", { units: order.length });
    const [one, other] = step.units.map(name);
    if (step.kind !== "fight") return t(`replay.${step.kind}`, { one, other });
    const [a, b] = step.before.map(share);
    if (step.drawn !== null) return t("replay.fight_drawn", { one, other, a, b, drawn: name(step.drawn) });
    const winner = step.after[0] > 0 ? 0 : 1;
    return t("replay.fight", { one, other, a, b, winner: name(step.units[winner]), part: share(step.after[winner]) });
  };
  const go = (to: number) => () => {
    setPlaying(false);
    setDone(Math.max(0, Math.min(all, to)));
  };
  return (
    <>
      <div className="op-form-buttons">
        {!still && (
          <button
            type="button"
            className="button strong"
            data-testid="play"
            onClick={() => {
              if (done === all) setDone(0);
              setPlaying(!playing);
            }}
          >
            {t(playing ? "replay.pause" : "replay.play")}
          </button>
        )}
        <button type="button" className="button" disabled={done === all} onClick={go(done + 1)}>
          {t("replay.next")}
        </button>
        <button type="button" className="button quiet" disabled={done === 0} onClick={go(0)}>
          {t("replay.begin")}
        </button>
        <button type="button" className="button quiet" disabled={done === all} onClick={go(all)}>
          {t("replay.end")}
        </button>
      </div>
      <p className="num muted">{t("replay.step", { step: done, all })}</p>
      <p className="draw-said" aria-live={playing ? "off" : "polite"} data-testid="replay-said">
        {said()} {done === all && t("replay.over", { drawn })}
      </p>
      <Picture bars={bars} whole={frame.denominator} />
    </>
  );
}

/** The draw of one stratum, step by step, computed here from the seed. */
export function Replay({ record: { plan, frame, entropy } }: { record: DrawRecord }) {
  const { t, speak } = useDrawWords();
  const tossed = plan.strata.filter(({ id }) => frame.strata.some((row) => row.stratum === id && row.draw > 0));
  const [chosen, setChosen] = useState(tossed[0]?.id ?? "");
  const text = (row: Stratum) => speak(row);
  return (
    <Panel title={t("replay.title")}>
      <p>{t("replay.about")}</p>
      {entropy ? (
        <>
          <SelectField label={t("replay.stratum")} value={chosen} onChange={setChosen}>
            {tossed.map((row) => (
              <option key={row.id} value={row.id}>
                {text(row)}
              </option>
            ))}
          </SelectField>
          <Sequence key={chosen} frame={frame} stratum={chosen} seed={entropy.seed} />
        </>
      ) : (
        <p role="status">{t("numbers.waiting")}</p>
      )}
    </Panel>
  );
}
