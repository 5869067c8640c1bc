import { formatTime } from "../../time/format";
import type { Holiday, Shift } from "../api";
import { rowsOf, shiftsOn, startOf } from "../days";
import { useDutyWords } from "../useDutyWords";

interface Props {
  shifts: readonly Shift[];
  days: readonly string[];
  holidays: ReadonlyMap<string, Holiday>;
  today: string;
  onOpen: (shift: Shift) => void;
}

const weekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

function useDayNames() {
  const { language } = useDutyWords();
  return (day: string) => {
    const ms = startOf(day);
    const weekday = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
      weekday: language === "zh" ? "narrow" : "short",
      timeZone: "Asia/Shanghai",
    }).format(ms);
    return { date: formatTime(ms, "date", language), number: String(Number(day.slice(8))), weekday };
  };
}

/** People down, days across: who is on which shift. */
export function Grid({ shifts, days, holidays, today, onOpen }: Props) {
  const { t, day: full } = useDutyWords();
  const names = useDayNames();
  const rows = rowsOf(shifts, days);
  const mark = (day: string) => ({
    "data-today": day === today || undefined,
    "data-off": weekend(day) || holidays.has(day) || undefined,
  });
  return (
    // A region that scrolls must be reached by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="op-scroll duty-grid" role="region" aria-label={t("rota.grid")} tabIndex={0} data-testid="grid">
      <table>
        <caption className="visually-hidden">{t("rota.grid")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("rota.person")}</th>
            {days.map((day) => (
              <th key={day} scope="col" title={holidays.get(day)?.name} {...mark(day)}>
                <span className="visually-hidden">{full(startOf(day))}</span>
                <span aria-hidden="true">
                  {names(day).number}
                  <br />
                  {holidays.get(day)?.name.slice(0, 2) ?? names(day).weekday}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.account_id}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, at) => (
                <td key={days[at]} {...mark(days[at] ?? "")}>
                  {cell.map(({ shift, as }) => (
                    <button
                      key={shift.id}
                      type="button"
                      className="duty-cell"
                      data-uncertified={!as.certified || undefined}
                      data-stands-in={as.stands_in_for !== null || undefined}
                      aria-label={t(as.stands_in_for === null ? "rota.cell" : "rota.cell_for", {
                        name: row.name,
                        day: full(shift.start_at),
                        shift: shift.name,
                        other: as.stands_in_for ?? "",
                      })}
                      title={shift.name}
                      onClick={() => {
                        onOpen(shift);
                      }}
                    >
                      {shift.name.slice(0, 1)}
                    </button>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Day by day, each shift with its people: for a phone. */
export function DayList({ shifts, days, holidays, today, onOpen }: Props) {
  const { t, day: full, minute } = useDutyWords();
  return (
    <ol className="duty-days" data-testid="days">
      {days.map((day) => {
        const held = shiftsOn(shifts, day);
        return (
          <li key={day} data-today={day === today || undefined}>
            <h3>
              {full(startOf(day))} {holidays.get(day) && <span className="muted">{holidays.get(day)?.name}</span>}
            </h3>
            {held.length === 0 && <p className="muted">{t("rota.no_shift")}</p>}
            {held.map((shift) => (
              <button
                key={shift.id}
                type="button"
                className="duty-day-shift"
                onClick={() => {
                  onOpen(shift);
                }}
              >
                <strong>{shift.name}</strong>{" "}
                <span className="muted num">
                  {minute(shift.start_at)}–{minute(shift.end_at)}
                </span>
                <span>{shift.people.map(({ name }) => name).join("、") || t("now.nobody")}</span>
              </button>
            ))}
          </li>
        );
      })}
    </ol>
  );
}
