import { useVocabularyData } from "../../hooks/useVocabularyData";
import type { Point, Points } from "../api";
import { useDutyWords } from "../useDutyWords";

const SHOWN = 20;
const WORDS = ["subject", "reason", "gateway", "part"] as const;

/** Open points of one shift, by what they are. */
export function PointList({ points }: { points: readonly Points[] }) {
  const { t, speak, number, moment } = useDutyWords();
  const vocabulary = useVocabularyData();
  const kind = (told: unknown) => {
    const term = vocabulary.data?.kinds.find((each) => each.kind === told);
    return term ? speak(term) : "";
  };
  const told = (value: unknown) => (typeof value === "string" ? value : "");
  const text = (point: Point) => {
    const label = (name: string) => speak({ zh: told(point[`${name}_zh`]), en: told(point[`${name}_en`]) });
    const named = [kind(point.kind) || label("kind"), label("place"), label("device")];
    const rest = WORDS.filter((name) => name !== "subject" || label("kind") === "").map((name) => told(point[name]));
    const most = named.some((each, at) => at > 0 && each !== "") ? named : [...named, ...rest];
    return most.filter((each) => each !== "").join(" · ");
  };
  const at = (point: Point) =>
    [point.raised_at, point.last_seen, point.sent_at, point.begun_at, point.at].find((each) => typeof each === "number");
  const open = points.filter(({ total }) => total > 0);
  if (open.length === 0) return <p className="empty">{t("handover.no_points")}</p>;
  return (
    <div className="duty-points">
      {open.map(({ name, label, total, items }) => (
        <details key={name} open={total <= 5} data-testid="points" data-name={name}>
          <summary>
            {speak(label)} <strong className="num">{number(total)}</strong>
          </summary>
          <ul>
            {items.slice(0, SHOWN).map((point, index) => {
              const since = at(point);
              return (
                <li key={index}>
                  <span>{text(point) || "–"}</span>{" "}
                  {typeof since === "number" && <span className="muted num">{moment(since)}</span>}
                </li>
              );
            })}
            {total > SHOWN && <li className="muted">{t("handover.more", { number: number(total - SHOWN) })}</li>}
          </ul>
        </details>
      ))}
    </div>
  );
}
