import { Icon } from "../components/Icon";
import type { CityDesk } from "./useDesk";
import { useCityWords } from "./useCityWords";

/** What the centre answered to the last thing that was done, until it is dismissed. */
export function Told({ desk }: { desk: CityDesk }) {
  const { t, speak } = useCityWords();
  const { told } = desk;
  const text =
    told === null ? "" : told === "no-answer" ? t("no_answer") : told === "seat-needed" ? t("seat.needed") : speak(told);
  return (
    <div role="status" data-testid="told" className={text ? "city-told" : "visually-hidden"}>
      <span>{text}</span>
      {text && (
        <button type="button" className="icon-button" aria-label={t("queue.no")} onClick={desk.dismiss}>
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}
