/** The page's other icons, one stroke each. Always beside words or a label. */

const PATHS = {
  check: "M4 12.500 9.500 18 20 6.500",
  cross: "M5 5l14 14M19 5 5 19",
  dashes: "M4 12h3M10.500 12h3M17 12h3",
  question: "M9 9a3 3 0 1 1 4.200 2.800c-.8.400-1.200 1-1.200 2.200M12 17.500v.2",
  sound:
    "M4 9.500h3.500L12 5.500v13l-4.500-4H4ZM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11",
  mute: "M4 9.500h3.500L12 5.500v13l-4.500-4H4ZM15.500 9.500l5 5M20.500 9.500l-5 5",
  clock: "M12 3.500a8.500 8.500 0 1 0 .01 0M12 7.500V12l3 2",
  expand: "M9 4H4v5M15 20h5v-5M4 4l6 6M20 20l-6-6",
  shrink: "M4 10h6V4M20 14h-6v6M10 10 4 4M14 14l6 6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  up: "M5 15l7-7 7 7",
  down: "M5 9l7 7 7-7",
  half: "M12 3.500a8.500 8.500 0 1 0 .01 0M12 3.500v17M12 7h4M12 10.500h7M12 14h7M12 17.500h4",
  sun: "M12 8a4 4 0 1 0 .01 0M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  person: "M12 4a3.800 3.800 0 1 0 .01 0M4.500 20.500c.8-4 3.700-6 7.500-6s6.700 2 7.500 6",
  letter: "M3.500 6h17v12.500h-17ZM3.500 7l8.500 6 8.500-6",
  wrench:
    "M14.500 6.500a4.500 4.500 0 0 1 5.700-2.200l-3 3 1.500 1.500 3-3a4.500 4.500 0 0 1-6 5.600L8 19.100a2.100 2.100 0 0 1-3-3l7.700-7.700c-.1-.6 0-1.300.300-1.900",
  phone: "M8 2.500h8v19H8ZM11 18.500h2",
  shelf: "M3.500 12.500h17v7h-17ZM3.500 12.500l3-7h11l3 7M9.500 16h5",
  language: "M12 3.500a8.500 8.500 0 1 0 .01 0M3.500 12h17M12 3.500c-5 5-5 12 0 17M12 3.500c5 5 5 12 0 17",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
