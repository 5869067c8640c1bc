/** The uPlot chart of one curve: a band from least to greatest, the mean on it, alarms as upright lines. */

import uPlot from "uplot";

import { formatNumber, formatTime } from "../time/format";
import type { Columns } from "./columns";
import { yRange } from "./columns";
import type { Mark } from "./marks";

export interface ChartWords {
  language: string;
  mark: (mark: Mark) => string;
}

export interface ChartView {
  words: ChartWords;
  marks: readonly Mark[];
  doubtful: readonly boolean[];
  /** The span shown, in seconds since 1970. */
  from: number;
  to: number;
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const MEAN = 3;
const FEW = 60;

export const dataOf = (columns: Columns): uPlot.AlignedData => [
  columns.seconds,
  columns.max,
  columns.min,
  columns.mean,
];

function drawMarks(chart: uPlot, view: ChartView, labelled: boolean): void {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.lineWidth = ratio * 1.5;
  ctx.font = `${11 * ratio}px ${css("--font")}`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  /** How far right each line of labels is taken, so that labels close together stand below each other. */
  const taken: number[] = [];
  for (const mark of view.marks) {
    if (mark.second < view.from || mark.second > view.to) continue;
    const x = Math.round(chart.valToPos(mark.second, "x", true));
    const colour = css(mark.kind === "fire" ? "--fire" : "--ink-2");
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.setLineDash(mark.edge === "raised" ? [] : [3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (!labelled) continue;
    const text = view.words.mark(mark);
    const width = ctx.measureText(text).width + 10 * ratio;
    const left = x + width < bbox.left + bbox.width ? x : x - width;
    let line = 0;
    while ((taken[line] ?? -Infinity) > left) line += 1;
    taken[line] = left + width;
    ctx.fillText(text, left + 5 * ratio, bbox.top + (3 + 14 * line) * ratio);
  }
  ctx.restore();
}

/** A hollow ring on every sample that the gateway itself doubted. */
function drawDoubts(chart: uPlot, view: ChartView): void {
  const { ctx } = chart;
  const means = chart.data[MEAN];
  if (!means) return;
  ctx.save();
  ctx.strokeStyle = css("--ink-2");
  ctx.lineWidth = uPlot.pxRatio;
  for (const [index, doubtful] of view.doubtful.entries()) {
    const second = chart.data[0][index];
    const value = means[index];
    if (!doubtful || second === undefined || value === null || value === undefined) continue;
    ctx.beginPath();
    ctx.arc(
      chart.valToPos(second, "x", true),
      chart.valToPos(value, "y", true),
      3 * uPlot.pxRatio,
      0,
      2 * Math.PI,
    );
    ctx.stroke();
  }
  ctx.restore();
}

export function createChart(
  target: HTMLElement,
  columns: Columns,
  size: { width: number; height: number },
  compact: boolean,
  view: () => ChartView,
): uPlot {
  const axis = {
    stroke: () => css("--ink-2"),
    grid: { stroke: () => css("--line"), width: 1 },
    ticks: { show: false },
    font: `11px ${css("--font")}`,
  };
  return new uPlot(
    {
      ...size,
      padding: compact ? [4, 0, 7, 0] : [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: !compact, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: () => [view().from, view().to] },
        y: { range: (_chart, min, max) => yRange(min, max) },
      },
      axes: [
        {
          ...axis,
          show: !compact,
          size: 26,
          space: 76,
          values: (_chart, splits) =>
            splits.map((second) =>
              formatTime(
                second * 1000,
                view().to - view().from > 7200 ? "minute" : "clock",
                view().words.language,
              ),
            ),
        },
        {
          ...axis,
          size: compact ? 34 : 48,
          space: compact ? 22 : 34,
          gap: 3,
          values: (_chart, splits) => splits.map((value) => formatNumber(value, view().words.language)),
        },
      ],
      series: [
        {},
        { points: { show: false } },
        { points: { show: false } },
        {
          stroke: () => css("--curve"),
          width: 1.5,
          // A detector that reports seldom leaves points that no line would show.
          points: { show: (chart) => chart.data[0].length < FEW, size: 4, fill: () => css("--curve") },
        },
      ],
      bands: [{ series: [1, 2], fill: () => css("--curve-band") }],
      hooks: {
        draw: [
          (chart) => {
            drawDoubts(chart, view());
            drawMarks(chart, view(), !compact);
          },
        ],
      },
    },
    dataOf(columns),
    target,
  );
}
