/** A mark's picture for the map that is drawn by WebGL. */

import { SHAPES, SIGN_AT, TONES, type Look } from "./shapes";

const SIDE = 30;
/** Room for the outline around the square of 24. */
const EDGE = 3;
export const RATIO = 2;

/** Drawn twice as large as it is shown, so that it is sharp on every screen. */
export function pictureOf(look: Look): ImageData {
  const side = SIDE * RATIO;
  const canvas = new OffscreenCanvas(side, side);
  const pen = canvas.getContext("2d");
  if (!pen) return new ImageData(side, side);
  const [fill, ink] = TONES[look.tone];
  pen.scale(RATIO, RATIO);
  pen.translate(EDGE, EDGE);
  const outline = new Path2D(SHAPES[look.shape]);
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = "#ffffff";
  pen.stroke(outline);
  pen.fillStyle = look.stale ? "#ffffff" : fill;
  pen.fill(outline);
  pen.lineWidth = look.stale ? 2 : 1;
  if (look.stale) pen.setLineDash([3, 2]);
  pen.strokeStyle = fill;
  pen.stroke(outline);
  if (look.sign !== "") {
    const [x, y] = SIGN_AT[look.shape] ?? [12, 12];
    pen.font = `700 ${look.sign.length > 2 ? 8 : 11}px sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = look.stale ? fill : ink;
    pen.fillText(look.sign, x, y + 0.5);
  }
  return pen.getImageData(0, 0, side, side);
}
