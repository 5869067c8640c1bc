/** What the charts of a history draw beside their lines: silence, links that were cut, events, doubts. */

import type uPlot from "uplot";

import { isFireClass } from "../../state/fireClass";
import type { Mark, Placed } from "../marks";

export const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Tells when the colours have changed, until the answer is called. */
export function onTheme(changed: () => void): () => void {
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = window.matchMedia("(prefers-color-scheme: light)");
  media.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    media.removeEventListener("change", changed);
  };
}

/** The widths left and right of what is drawn; all charts and the strip of events share them. */
export const LEFT = 54;
export const RIGHT = 10;

export interface Shade {
  from: number;
  until: number;
  text: string;
  dense: boolean;
}

/** Slanting lines over a span of which nothing is known, with words where there is room. */
export function drawShades(chart: uPlot, shades: readonly Shade[], ratio: number): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * ratio}px ${css("--font")}`;
  ctx.textBaseline = "middle";
  for (const shade of shades) {
    const left = Math.max(bbox.left, chart.valToPos(shade.from / 1000, "x", true));
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(shade.until / 1000, "x", true));
    if (right <= left) continue;
    const width = Math.max(ratio, right - left);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = css("--line-strong");
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = ratio;
    const step = (shade.dense ? 6 : 11) * ratio;
    ctx.beginPath();
    for (let x = left - bbox.height - (left % step); x < left + width; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
    const room = ctx.measureText(shade.text).width + 14 * ratio;
    if (width < room) continue;
    const middle = (left + right) / 2;
    const y = bbox.top + bbox.height * (shade.dense ? 0.3 : 0.62);
    ctx.fillStyle = css("--surface");
    ctx.fillRect(middle - room / 2, y - 9 * ratio, room, 18 * ratio);
    ctx.fillStyle = css("--ink-2");
    ctx.textAlign = "center";
    ctx.fillText(shade.text, middle, y);
  }
  ctx.restore();
}

const MANY = 50;

/** An upright line for each event, dashed where something ended; fire over all others. */
export function drawLines(chart: uPlot, marks: readonly Mark[], ratio: number): void {
  const { ctx, bbox } = chart;
  ctx.save();
  const fires = marks.filter(({ kind }) => isFireClass(kind));
  const others = marks.filter(({ kind }) => !isFireClass(kind));
  const { min, max } = chart.scales.x ?? {};
  const inView = (group: readonly Mark[]) =>
    group.filter(({ ms }) => ms / 1000 >= (min ?? -Infinity) && ms / 1000 <= (max ?? Infinity)).length;
  for (const [group, colour, width, alpha] of [
    [others, css("--ink-2"), 1, 0.5],
    [fires, css("--fire"), 2, 1],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * ratio;
    ctx.globalAlpha = alpha;
    // Many lines would hide the curve: they shrink to strokes at its top.
    const height = group === others && inView(group) > MANY ? 9 * ratio : bbox.height;
    for (const edge of ["came", "went"] as const) {
      ctx.setLineDash(edge === "came" ? [] : [3 * ratio, 3 * ratio]);
      ctx.beginPath();
      for (const mark of group) {
        if (mark.edge !== edge) continue;
        const x = Math.round(chart.valToPos(mark.ms / 1000, "x", true));
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + height);
      }
      ctx.stroke();
    }
  }
  ctx.restore();
}

/** A hollow ring on what the gateway itself doubted; none where they would run into each other. */
export function drawDoubts(chart: uPlot, means: readonly (number | null)[], doubtful: readonly boolean[], ratio: number): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = css("--ink-2");
  ctx.lineWidth = ratio;
  ctx.beginPath();
  let last = -Infinity;
  for (const [index, doubt] of doubtful.entries()) {
    const value = means[index];
    const second = chart.data[0][index];
    if (!doubt || value === null || value === undefined || second === undefined) continue;
    const x = chart.valToPos(second, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width || x - last < 8 * ratio) continue;
    last = x;
    const y = chart.valToPos(value, "y", true);
    ctx.moveTo(x + 3 * ratio, y);
    ctx.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
  }
  ctx.stroke();
  ctx.restore();
}

export const ROW = 19;

/** The strip of events: a shape for what it was, its words beside it. Fire is a filled triangle in the first row. */
export function drawStrip(ctx: CanvasRenderingContext2D, found: readonly Placed[], width: number, height: number, ratio: number): void {
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.font = `12px ${css("--font")}`;
  ctx.textBaseline = "middle";
  for (const { mark, x, row, text, left } of [...found].reverse()) {
    const fire = isFireClass(mark.kind);
    const y = row * ROW + ROW / 2 + 2;
    ctx.strokeStyle = css(fire ? "--fire" : "--ink-2");
    ctx.fillStyle = css(fire ? "--fire" : "--ink");
    ctx.lineWidth = 1.5;
    ctx.setLineDash([]);
    ctx.beginPath();
    if (fire) {
      ctx.moveTo(x, y - 6);
      ctx.lineTo(x + 6, y + 5);
      ctx.lineTo(x - 6, y + 5);
      ctx.closePath();
    } else {
      ctx.moveTo(x + 4, y);
      ctx.arc(x, y, 4, 0, 2 * Math.PI);
    }
    if (mark.edge === "came") {
      ctx.fillStyle = css(fire ? "--fire" : "--ink-2");
      ctx.fill();
    }
    ctx.stroke();
    if (text) {
      ctx.fillStyle = css(fire ? "--fire" : "--ink");
      ctx.fillText(text, left, y);
    }
  }
  ctx.restore();
}
