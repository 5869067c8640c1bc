/** The five classes as fills: colour seconded by ever denser hatching, so that none rests on colour alone. */

export const CLASSES = [0, 1, 2, 3, 4] as const;

const HATCH: Record<number, string> = {
  1: "M0 8L8 0",
  2: "M0 8L8 0M-2 2L2 -2M6 10L10 6",
  3: "M0 8L8 0M0 0L8 8",
  4: "M0 4L8 4M4 0L4 8M0 8L8 0M0 0L8 8",
};

export const fillOf = (level: number | null) => (level === null ? "url(#op-unknown)" : `url(#op-class-${level})`);

export function Patterns() {
  return (
    <defs>
      {CLASSES.map((level) => (
        <pattern key={level} id={`op-class-${level}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect width="8" height="8" className={`class-${level}`} />
          {HATCH[level] && <path d={HATCH[level]} className="hatch" />}
        </pattern>
      ))}
      <pattern id="op-unknown" width="10" height="10" patternUnits="userSpaceOnUse">
        <rect width="10" height="10" className="class-unknown" />
        <circle cx="5" cy="5" r="1" className="dot" />
      </pattern>
    </defs>
  );
}
