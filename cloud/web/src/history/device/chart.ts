/** One quantity over the span: a band from least to greatest, the mean on it, and what is drawn around them. */

import uPlot from "uplot";

import { yRange } from "../../curve/columns";
import { formatNumber, formatTime, TIME_ZONE } from "../../time/format";
import type { Columns } from "../columns";
import type { Mark } from "../marks";
import { DAY_MS, type Span } from "../span";
import { css, drawDoubts, drawLines, drawShades, LEFT, RIGHT, type Shade } from "./drawing";

export interface View {
  language: string;
  marks: readonly Mark[];
  shades: readonly Shade[];
  columns: Columns;
  /** Whether values in doubt have a ring of their own. */
  rings: boolean;
  /** Told what lies under the pointer. */
  read: (bucket: Bucket | null) => void;
}

export interface Bucket {
  second: number;
  min: number;
  mean: number;
  max: number;
}

const MEAN = 3;
const FEW = 60;

export const dataOf = ({ seconds, min, max, mean }: Columns): uPlot.AlignedData => [seconds, max, min, mean];

/** How a moment is written on the axis, by the distance of two of them. */
function onAxis(seconds: readonly number[], language: string): string[] {
  const step = ((seconds[1] ?? 0) - (seconds[0] ?? 0)) * 1000;
  return seconds.map((second) => {
    const ms = second * 1000;
    if (step >= 27 * DAY_MS) return formatTime(ms, "month", language);
    if (step >= DAY_MS) return formatTime(ms, "date", language);
    if (step < 60_000) return formatTime(ms, "clock", language);
    const minute = formatTime(ms, "minute", language);
    // A new day says which.
    return minute === "00:00" ? `${minute}\n${formatTime(ms, "date", language)}` : minute;
  });
}

export function makeChart(
  target: HTMLElement,
  size: { width: number; height: number },
  span: Span,
  axis: boolean,
  view: () => View,
): uPlot {
  const common = {
    stroke: () => css("--ink-2"),
    grid: { stroke: () => css("--line"), width: 1 },
    ticks: { show: false },
    font: `11px ${css("--font")}`,
  };
  return new uPlot(
    {
      ...size,
      padding: [8, RIGHT, axis ? 0 : 6, 0],
      legend: { show: false },
      tzDate: (second) => uPlot.tzDate(new Date(second * 1000), TIME_ZONE),
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, sync: { key: "history" } },
      scales: {
        x: { time: true, range: (_chart, min, max) => [min, max] },
        y: { range: (_chart, min, max) => yRange(min, max) },
      },
      axes: [
        {
          ...common,
          size: axis ? 36 : 0,
          space: 64,
          values: (_chart, splits) => (axis ? onAxis(splits, view().language) : splits.map(() => "")),
        },
        {
          ...common,
          size: LEFT,
          space: 30,
          gap: 4,
          values: (_chart, splits) => splits.map((value) => formatNumber(value, view().language)),
        },
      ],
      series: [
        {},
        { points: { show: false } },
        { points: { show: false } },
        {
          stroke: () => css("--curve"),
          width: 1.5,
          points: {
            show: (chart) => {
              const [from = 0, until = 0] = chart.series[0]?.idxs ?? [];
              return until - from < FEW;
            },
            size: 4,
            fill: () => css("--curve"),
          },
        },
      ],
      bands: [{ series: [1, 2], fill: () => css("--curve-band") }],
      hooks: {
        drawAxes: [
          (chart) => {
            drawShades(chart, view().shades, uPlot.pxRatio);
          },
        ],
        setCursor: [
          (chart) => {
            view().read(under(chart));
          },
        ],
        draw: [
          (chart) => {
            const { columns, marks, rings } = view();
            if (rings) drawDoubts(chart, columns.mean, columns.doubtful, uPlot.pxRatio);
            drawLines(chart, marks, uPlot.pxRatio);
          },
        ],
      },
    },
    [[span.from / 1000, span.to / 1000], [null, null], [null, null], [null, null]],
    target,
  );
}

/** The bucket under the pointer; null: none, or one without a value. */
function under(chart: uPlot): Bucket | null {
  const index = chart.cursor.idx;
  if (index === null || index === undefined) return null;
  const [seconds, max, min] = chart.data;
  const mean = chart.data[MEAN]?.[index];
  const second = seconds[index];
  if (mean === null || mean === undefined || second === undefined) return null;
  return { second, min: min?.[index] ?? mean, mean, max: max?.[index] ?? mean };
}
