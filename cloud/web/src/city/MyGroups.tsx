import { KindIcon } from "../components/KindIcon";
import { hrefOf } from "../shell/route";
import type { Board, Unit } from "./api";
import type { CityDesk } from "./useDesk";
import { useCityWords } from "./useCityWords";

const VERDICTS = ["real", "false", "test"] as const;

/** What this seat has in hand, and what it can do about it. */
export function MyGroups({
  units,
  board,
  desk,
  cut,
}: {
  units: readonly Unit[];
  board: Board;
  desk: CityDesk;
  cut: boolean;
}) {
  const { t, speak, span, cause } = useCityWords();
  if (units.length === 0) return <p className="empty">{t("mine.none")}</p>;
  const off = desk.busy || cut;
  return (
    <ul className="city-mine" data-testid="mine">
      {units.map((unit) => {
        const place = speak(unit.place ?? unit.county);
        const judged = unit.to_verify;
        return (
          <li key={unit.key} data-unit={unit.key}>
            <p>
              <KindIcon kind={unit.cause} /> <strong className="city-cause">{cause(unit.cause)}</strong>{" "}
              <strong>{place}</strong>{" "}
              {unit.claim && (
                <span className="muted">
                  {t("mine.since", { span: span(Math.max(0, board.now - unit.claim.taken_at)) })}
                </span>
              )}
            </p>
            <p className="city-group-first">
              {t("mine.first")}: {speak(unit.first.place)} {speak(unit.first.device)} ·{" "}
              <span className="num">
                {t("mine.waiting", { seen: unit.unacknowledged, verify: unit.unverified })}
              </span>
            </p>
            {judged && judged.id !== unit.first.id && (
              <p className="city-group-first">
                {t("verdict.label")}: {speak(judged.place)} {speak(judged.device)}
              </p>
            )}
            <div className="op-tools">
              {unit.unacknowledged > 0 && (
                <button
                  type="button"
                  className="button strong"
                  aria-label={`${t("mine.acknowledge")}: ${place}`}
                  disabled={off}
                  onClick={() => {
                    desk.acknowledge(unit.key, board.newest);
                  }}
                >
                  {t("mine.acknowledge")}
                </button>
              )}
              {judged && (
                <span
                  key={judged.id}
                  className="choice"
                  role="group"
                  aria-label={`${t("verdict.label")}: ${speak(judged.place)} ${speak(judged.device)}`}
                >
                  {VERDICTS.map((outcome) => (
                    <button
                      key={outcome}
                      type="button"
                      disabled={off}
                      onClick={() => {
                        desk.judge(judged, outcome);
                      }}
                    >
                      {t(`verdict.${outcome}`)}
                    </button>
                  ))}
                </span>
              )}
              <a className="button quiet" href={hrefOf([], { gateway: unit.first.gateway })}>
                {t("mine.look")}
              </a>
              <button
                type="button"
                className="button quiet"
                aria-label={`${t("mine.give_back")}: ${place}`}
                disabled={off}
                onClick={() => {
                  desk.giveBack(unit.key);
                }}
              >
                {t("mine.give_back")}
              </button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
