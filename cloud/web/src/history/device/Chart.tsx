import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type uPlot from "uplot";

import { formatTime } from "../../time/format";
import type { CurveHistory } from "../api";
import { columnsOf, summaryOf } from "../columns";
import type { Mark } from "../marks";
import type { Span } from "../span";
import { useHistoryWords } from "../useHistoryWords";
import { dataOf, makeChart, type Bucket, type View } from "./chart";
import { onTheme, type Shade } from "./drawing";
import type { Stage } from "./stage";

/** Stands for the code of a quantity where there is none. */
export const BARE = -1;

const HEIGHT = 168;
const BARE_HEIGHT = 30;
const AXIS = 36;
/** One doubtful value among thousands says nothing of a bucket of hours; the table names it all the same. */
const RINGS_BELOW_MS = 3_600_000;

interface Props {
  stage: Stage;
  curve: CurveHistory;
  /** What is shown once it rests, for the words. */
  span: Span;
  name: string;
  marks: readonly Mark[];
  cuts: readonly Shade[];
  axis: boolean;
}

/** One quantity of a part. What it shows is also said in words for those who cannot see it. */
export function Chart({ stage, curve, span, name, marks, cuts, axis }: Props) {
  const { t, language, number } = useHistoryWords();
  const target = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const chart = useRef<uPlot | null>(null);
  const columns = useMemo(() => columnsOf(curve), [curve]);
  const nothing = t("curve.nothing_told");
  const shades = useMemo(
    () => [
      ...curve.gaps.map(([from, until]): Shade => ({ from, until, text: nothing, dense: false })),
      ...cuts,
    ],
    [curve.gaps, cuts, nothing],
  );

  const read = (bucket: Bucket | null) => {
    if (!readout.current) return;
    readout.current.textContent = bucket
      ? t("curve.read", {
          time: formatTime(bucket.second * 1000, "daytime", language),
          mean: number(bucket.mean),
          min: number(bucket.min),
          max: number(bucket.max),
        })
      : "";
  };
  const view: View = { language, marks, shades, columns, read, rings: curve.width_ms < RINGS_BELOW_MS };
  const latest = useRef(view);
  useLayoutEffect(() => {
    latest.current = view;
  });

  const bare = curve.analog_type === BARE;
  const height = (bare ? BARE_HEIGHT : HEIGHT) + (axis ? AXIS : 0);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const size = () => ({ width: Math.max(160, element.clientWidth), height });
    const made = makeChart(element, size(), stage.span, axis, () => latest.current);
    made.setData(dataOf(latest.current.columns), false);
    chart.current = made;
    const leave = stage.add(({ from, to }) => {
      made.setScale("x", { min: from / 1000, max: to / 1000 });
    });
    const observer = new ResizeObserver(() => {
      made.setSize(size());
    });
    observer.observe(element);
    const anew = () => {
      made.redraw(false, true);
    };
    const stopWatching = onTheme(anew);
    return () => {
      leave();
      observer.disconnect();
      stopWatching();
      made.destroy();
      chart.current = null;
    };
  }, [stage, axis, height]);

  useEffect(() => {
    const made = chart.current;
    if (!made) return;
    made.setData(dataOf(columns), false);
    made.setScale("x", { min: stage.span.from / 1000, max: stage.span.to / 1000 });
    made.redraw(false, true);
  }, [stage, columns, marks, shades, language]);

  const said = summaryOf(curve, span);
  const { unit } = curve;
  const words = said
    ? t("curve.summary", {
        ...{ name, unit, min: number(said.min), max: number(said.max), mean: number(said.mean) },
        last: number(said.last),
      })
    : t("curve.empty", { name });
  return (
    <figure className="hi-chart" data-type={curve.analog_type}>
      {!bare && (
        <figcaption>
          <span className="hi-name">
            {name} <span className="unit">{unit}</span>
          </span>
          <span className="hi-read num" ref={readout} aria-hidden="true" />
        </figcaption>
      )}
      <div className="hi-plot" ref={target} role="img" aria-label={bare ? t("curve.axis") : words} />
      {!said && !bare && <p className="hi-none">{t("curve.none")}</p>}
    </figure>
  );
}
