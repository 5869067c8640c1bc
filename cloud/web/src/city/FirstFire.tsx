import { useTranslation } from "react-i18next";

import { KindIcon } from "../components/KindIcon";
import type { Board } from "./api";
import { useCityWords } from "./useCityWords";

/** The fire that rang first and that nobody has found to be none. It stands here whatever comes after it. */
export function FirstFire({ board }: { board: Board }) {
  const { t, speak, clock, span } = useCityWords();
  const { t: common } = useTranslation();
  const fire = board.first_fire;
  if (!fire) {
    return (
      <section className="city-first" aria-label={t("first.label")} data-none>
        <p>{t("first.none")}</p>
      </section>
    );
  }
  const unit = board.queue.find(({ cause, first }) => cause === "fire" && first.gateway === fire.gateway);
  const place = unit?.place ? speak(unit.place) : fire.gateway;
  return (
    <section
      className="city-first"
      aria-label={t("first.label")}
      aria-live="assertive"
      data-testid="first-fire"
      data-alarm={fire.id}
    >
      <KindIcon kind="fire" />
      <div>
        <p className="city-first-title">{t("first.title")}</p>
        <p className="city-first-place">
          <strong>{place}</strong> <span>{speak(fire.place)}</span> <span>{speak(fire.device)}</span>
        </p>
        <p className="muted" aria-live="off">
          {unit ? `${speak(unit.county)} · ` : ""}
          {t("first.since", { time: clock(fire.raised_at), span: span(Math.max(0, board.now - fire.raised_at)) })}
          {fire.clock_synced ? "" : ` · ${common("time.doubtful")}`}
          {unit?.claim ? ` · ${t("first.taken", { by: unit.claim.by })}` : ""}
        </p>
      </div>
    </section>
  );
}
