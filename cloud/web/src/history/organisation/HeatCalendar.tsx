import { useEffect, useRef, type KeyboardEvent } from "react";

import { formatTime } from "../../time/format";
import { isFireClass } from "../../state/fireClass";
import { moved, type Day } from "../calendar";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";

const CELL = 16;
/** How large the square of each level is: told apart by size, and by colour besides. */
const SIZES = [2, 6, 9, 11, 14] as const;
const TOP = 16;

interface Props {
  days: readonly Day[];
  chosen: number | null;
  label: string;
  onChoose: (day: Day) => void;
}

/** A year of days: a column a week, Monday on top, a square as large as the day was busy. */
export function HeatCalendar({ days, chosen, label, onChoose }: Props) {
  const { t, language, number } = useHistoryWords();
  const vocabulary = useVocabulary();
  const scroll = useRef<HTMLDivElement>(null);
  const box = useRef<SVGSVGElement>(null);
  // What is newest stands at the right, and is looked at first.
  useEffect(() => {
    if (scroll.current) scroll.current.scrollLeft = scroll.current.scrollWidth;
  }, [days.length]);

  const at = days.findIndex((day) => day.ms === chosen);
  const reached = at >= 0 ? at : days.length - 1;
  const words = (day: Day) => {
    const date = formatTime(day.ms, "day", language);
    if (day.total === 0) return t("calendar.quiet_day", { date });
    const kinds = day.kinds.map(({ kind, count }) => `${vocabulary.kind(kind)} ${number(count)}`).join(t("gap.and"));
    return t("calendar.day", { date, kinds });
  };
  const key = (event: KeyboardEvent<SVGGElement>, index: number) => {
    const day = days[index];
    if ((event.key === "Enter" || event.key === " ") && day) {
      event.preventDefault();
      onChoose(day);
      return;
    }
    const next = moved(index, event.key, days.length);
    if (next === null) return;
    event.preventDefault();
    const cell = box.current?.querySelector<SVGGElement>(`[data-day="${next}"]`);
    cell?.focus();
  };
  const months = days.flatMap((day, index) => {
    const date = new Date(day.ms + 8 * 3_600_000);
    return date.getUTCDate() <= 7 && index % 7 === 0
      ? [{ x: (index / 7) * CELL, text: formatTime(day.ms, "month", language) }]
      : [];
  });
  return (
    <div className="hi-calendar" ref={scroll}>
      <svg
        ref={box}
        width={Math.ceil(days.length / 7) * CELL + 40}
        height={7 * CELL + TOP}
        role="group"
        aria-label={label}
      >
        {months
          .filter((_, index) => index % 2 === 0)
          .map(({ x, text }) => (
            <text key={x} x={x} y={11} aria-hidden="true">
              {text}
            </text>
          ))}
        {days.map((day, index) => {
          const size = SIZES[day.level];
          const x = Math.floor(index / 7) * CELL + CELL / 2;
          const y = (index % 7) * CELL + CELL / 2 + TOP;
          const fire = day.kinds.some(({ kind }) => isFireClass(kind));
          return (
            <g
              key={day.ms}
              role="button"
              tabIndex={index === reached ? 0 : -1}
              aria-label={words(day)}
              aria-pressed={day.ms === chosen}
              data-day={index}
              data-level={day.level}
              data-fire={fire || undefined}
              onClick={() => {
                onChoose(day);
              }}
              onKeyDown={(event) => {
                key(event, index);
              }}
            >
              <title>{words(day)}</title>
              <rect className="hi-cell" x={x - CELL / 2 + 0.5} y={y - CELL / 2 + 0.5} width={CELL - 1} height={CELL - 1} rx={2} />
              <rect className="hi-heat" x={x - size / 2} y={y - size / 2} width={size} height={size} rx={1} />
              {fire && <path className="hi-flame" d={`M${x} ${y - 5}l5 9h-10z`} />}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** What the sizes mean. */
export function HeatLegend() {
  const { t } = useHistoryWords();
  return (
    <p className="hi-legend muted" aria-hidden="true">
      {t("calendar.less")}
      <svg width={5 * CELL} height={CELL}>
        {SIZES.map((size, level) => (
          <g key={size} data-level={level}>
            <rect
              className="hi-heat"
              x={level * CELL + (CELL - size) / 2}
              y={(CELL - size) / 2}
              width={size}
              height={size}
              rx={1}
            />
          </g>
        ))}
      </svg>
      {t("calendar.more")}
      <svg width={CELL} height={CELL} data-fire>
        <path className="hi-flame" d="M8 3l5 9h-10z" />
      </svg>
      {t("calendar.with_fire")}
    </p>
  );
}
