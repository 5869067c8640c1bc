import { useEffect, useRef } from "react";
import uPlot from "uplot";

import { formatNumber, formatTime, TIME_ZONE } from "../../time/format";

export interface Line {
  name: string;
  values: readonly (number | null)[];
  /** A second line of the same chart is dashed, so that it is not told apart by colour alone. */
  dashed?: boolean;
}

interface Props {
  /** Milliseconds. */
  at: readonly number[];
  lines: readonly Line[];
  label: string;
  language: string;
  /** What the legend calls the time. */
  time: string;
  /** How a value is written on the axis and in the legend. */
  write: (value: number) => string;
  height?: number;
}

/** A chart of a moment is a chart of the hour around it. */
const LEAST_SPAN_S = 3600;
const DAY_S = 86_400;

function span(least: number, most: number): uPlot.Range.MinMax {
  const room = Math.max(0, LEAST_SPAN_S - (most - least)) / 2;
  return [least - room, most + room];
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(props: Props, width: number): uPlot.Options {
  const axis = { stroke: css("--ink-2"), grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
  const colours = [css("--curve"), css("--info")];
  return {
    width,
    height: props.height ?? 170,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), TIME_ZONE),
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    scales: {
      x: { range: (_, least, most) => span(least, most) },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        space: 60,
        values: (_, splits) => {
          const days = (splits[1] ?? 0) - (splits[0] ?? 0) >= DAY_S;
          return splits.map((second) => formatTime(second * 1000, days ? "date" : "minute", props.language));
        },
      },
      { ...axis, size: 64, values: (_, splits) => splits.map((value) => props.write(value)) },
    ],
    series: [
      { label: props.time, value: (_, second) => (second ? formatTime(second * 1000, "daytime", props.language) : "–") },
      ...props.lines.map((line, at) => ({
        label: line.name,
        stroke: colours[at % colours.length] ?? "",
        width: 1.5,
        ...(line.dashed ? { dash: [5, 4] } : {}),
        points: { show: props.at.length < 3 },
        value: (_: uPlot, value: number | null) => (value === null ? "–" : props.write(value)),
      })),
    ],
  };
}

/** Lines over time. Their numbers stand in a table beside or behind them. */
export function FlowChart(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const data: uPlot.AlignedData = [
      props.at.map((ms) => ms / 1000),
      ...props.lines.map(({ values }) => [...values]),
    ];
    let chart: uPlot | null = null;
    const draw = () => {
      chart?.destroy();
      chart = new uPlot(options(props, Math.max(240, element.clientWidth)), data, element);
    };
    draw();
    const watch = new ResizeObserver(() => {
      chart?.setSize({ width: Math.max(240, element.clientWidth), height: props.height ?? 170 });
    });
    watch.observe(element);
    window.addEventListener("themechange", draw);
    const media = window.matchMedia("(prefers-color-scheme: light)");
    media.addEventListener("change", draw);
    return () => {
      watch.disconnect();
      window.removeEventListener("themechange", draw);
      media.removeEventListener("change", draw);
      chart?.destroy();
    };
  }, [props]);
  return <div ref={box} className="op-chart" role="img" aria-label={props.label} />;
}

export const plain = (language: string) => (value: number) => formatNumber(value, language, value < 10 ? 1 : 0);
