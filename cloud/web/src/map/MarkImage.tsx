import { SHAPES, SIGN_AT, TONES, type Look } from "./shapes";

/** A mark as a small picture, for legends and lists. Words stand beside it. */
export function MarkImage({ shape, tone, stale, sign }: Look) {
  const [fill, ink] = TONES[tone];
  const [x, y] = SIGN_AT[shape] ?? [12, 12];
  return (
    <svg className="rm-image" viewBox="-2 -2 28 28" aria-hidden="true" focusable="false">
      <path
        d={SHAPES[shape]}
        fill={stale ? "#ffffff" : fill}
        stroke={stale ? fill : "#ffffff"}
        strokeWidth={stale ? 2 : 1.4}
        strokeDasharray={stale ? "3 2" : undefined}
      />
      {sign !== "" && (
        <text x={x} y={y} fill={stale ? fill : ink} className="rm-sign">
          {sign}
        </text>
      )}
    </svg>
  );
}
