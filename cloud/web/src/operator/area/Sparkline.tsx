const WIDTH = 120;
const HEIGHT = 30;

interface Props {
  values: readonly (number | null)[];
  /** The least span of the upright axis, so that next to nothing does not look like a mountain. */
  least?: number;
}

/** The last day of a figure as a line. It only seconds the number beside it, so nobody has to read it. */
export function Sparkline({ values, least = 0 }: Props) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const top = Math.max(...known);
  const bottom = Math.min(Math.min(...known), top - least);
  const range = top - bottom || 1;
  let pen = "M";
  const path = values
    .map((value, at) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const x = (at / (values.length - 1)) * WIDTH;
      const y = HEIGHT - 2 - ((value - bottom) / range) * (HEIGHT - 4);
      const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
  return (
    <svg
      className="op-spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
