import { useState } from "react";

import { Icon } from "../components/Icon";
import { PageTools } from "../components/PageTools";
import { SeatField } from "../components/SeatField";
import { SoundControl } from "../components/SoundControl";
import type { SoundDesk } from "../hooks/useSound";
import type { Board } from "./api";
import { useCityWords } from "./useCityWords";
import type { Seat } from "./useSeat";

function SeatName({ seat }: { seat: Seat }) {
  const { t } = useCityWords();
  const [changing, setChanging] = useState(false);
  const [name, setName] = useState(seat.name);
  if (seat.name !== "" && !changing) {
    return (
      <span className="city-seat">
        <Icon name="person" />
        <strong data-testid="seat">{seat.name}</strong>
        {!seat.fixed && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setChanging(true);
            }}
          >
            {t("seat.change")}
          </button>
        )}
      </span>
    );
  }
  return (
    <form
      className="city-seat"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        seat.save(name.trim());
        setChanging(false);
      }}
    >
      <SeatField label={t("seat.field")} value={name} onChange={setName} />
      <button type="submit" className="button strong">
        {t("seat.save")}
      </button>
    </form>
  );
}

/** What is open in figures, who sits here, and the page's own switches. */
export function CityHeader({ board, seat, sound }: { board: Board; seat: Seat; sound: SoundDesk }) {
  const { t, number } = useCityWords();
  const sum = (of: (county: Board["counties"][number]) => number) =>
    board.counties.reduce((total, county) => total + of(county), 0);
  const fires = sum((county) => county.fires);
  const free = board.groups.reduce((total, group) => total + group.free, 0);
  const figures = [
    { key: "fires", text: t("figure.fires"), value: fires, bad: fires > 0 },
    { key: "sites", text: t("figure.sites"), value: sum((county) => county.sites_on_fire), bad: fires > 0 },
    { key: "free", text: t("figure.free"), value: free, bad: free > 0 },
    { key: "unseen", text: t("figure.unseen"), value: board.unacknowledged, bad: false },
    { key: "groups", text: t("figure.groups"), value: board.groups.length, bad: false },
    { key: "alarms", text: t("figure.alarms"), value: board.count, bad: false },
  ];
  return (
    <header className="city-head">
      <div className="city-title">
        <h1>{t("title")}</h1>
        <SeatName seat={seat} />
        <PageTools>
          <SoundControl sound={sound} />
        </PageTools>
      </div>
      <dl className="city-figures" aria-label={t("figure.label")}>
        {figures.map(({ key, text, value, bad }) => (
          <div key={key} data-figure={key} data-loud={bad || undefined}>
            <dt>{text}</dt>
            <dd className="num">{number(value)}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
