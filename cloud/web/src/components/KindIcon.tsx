/** A shape for each kind of alarm: told apart in outline alone, without colour. */

const SHAPES: Record<string, string> = {
  // A flame.
  fire: "M12 2.5c.6 3.4 5.7 5.6 5.7 11A5.7 5.7 0 0 1 12 21.4a5.7 5.7 0 0 1-5.7-5.8c0-2.6 1.3-4 2.4-5.6.3 1.6 1 2.4 1.8 2.8C10 9 10.400 5.500 12 2.500Z",
  // A diamond with a rising line.
  "early-warning": "M12 2.6 21.400 12 12 21.400 2.600 12ZM8 14l2.600-2.800 2 1.800L16 9.500",
  // A triangle with its mark.
  "pre-alarm": "M12 3.500 21.500 20h-19ZM12 10v4.600M12 17.200v.2",
  // Two linked rings.
  linkage: "M10 8H7.500a4 4 0 0 0 0 8H10M14 8h2.500a4 4 0 0 1 0 8H14M8.500 12h7",
  // An eye.
  supervisory:
    "M2.500 12C5 7.500 8.300 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-5.800 6.500-9.500 6.500S5 16.500 2.500 12ZM12 9.200a2.800 2.800 0 1 0 .01 0",
  // A hexagon with its mark.
  fault: "M7.500 3.500h9L21.200 12l-4.700 8.500h-9L2.800 12ZM12 8v5M12 16v.2",
  // A broken link.
  "device-offline":
    "M9 8H7.500a4 4 0 0 0 0 8H9M15 8h1.500a4 4 0 0 1 0 8H15M12 4v3M12 17v3M9.500 4.800l.8 1.800M14.500 19.200l-.8-1.800",
  // A circle struck through.
  disabled: "M12 3.200a8.800 8.800 0 1 0 .01 0M5.800 5.800l12.400 12.400",
  // A clipboard with a tick.
  test: "M6 4.500h12V21H6ZM9 3h6v3H9ZM9 13l2.200 2.200L15.200 11",
};

const OTHER =
  "M12 3.200a8.800 8.800 0 1 0 .01 0M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .800-1 1.700M12 16.500v.2";

export function KindIcon({ kind }: { kind: string }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[kind] ?? OTHER} />
    </svg>
  );
}
