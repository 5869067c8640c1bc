import { endWorks } from "../../api/client";
import type { Works } from "../../api/types";
import { Icon } from "../../components/Icon";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { useRoomWords } from "../useRoomWords";
import { countdown } from "../verification/wait";
import { useWorksPlace, type Declared } from "./useWorks";

const SHOWN = 3;

function Line({ works, onEnded }: { works: Works; onEnded: () => void }) {
  const { t, speak } = useRoomWords();
  const { state, inTheirName } = useDesk();
  const placeOf = useWorksPlace();
  const left = works.until - useNow(state.offset);
  const place = placeOf(works);
  return (
    <li data-testid="works-line" data-mode={works.mode}>
      <Icon name="wrench" />
      <strong>{t(`works.${works.mode === "walk-test" ? "walk_test" : "maintenance"}`)}</strong>
      <strong className="num works-left" role="timer">
        {left > 0 ? countdown(left) : t("works.ending")}
      </strong>
      <span className="works-where">
        {[speak(place) || works.gateway, works.gateway === null && t("works.building")].filter(Boolean).join(" · ")}
        {works.parts.length > 0 && ` · ${t("works.parts", { count: works.parts.length })}`}
      </span>
      <span className="works-reason">
        {works.reason} · {works.by}
      </span>
      <button
        type="button"
        className="button"
        onClick={() => {
          inTheirName(async (by) => {
            await endWorks(works.id, by);
            onEnded();
          });
        }}
      >
        {t("works.end")}
      </button>
    </li>
  );
}

/** What is only logged now, above everything for as long as it lasts. Not to know it is said too. */
export function WorksBanner({ works, onList }: { works: Declared; onList: () => void }) {
  const { t } = useRoomWords();
  if (works.items === null) {
    return works.unread ? (
      <p className="works-unread" data-testid="works-unread">
        <Icon name="question" /> {t("works.unread")}
      </p>
    ) : null;
  }
  if (works.items.length === 0) return null;
  const more = works.items.length - SHOWN;
  return (
    <section className="works-banner" data-testid="works-banner" aria-label={t("works.banner")}>
      <p className="works-means">{t("works.means")}</p>
      <ul>
        {works.items.slice(0, SHOWN).map((each) => (
          <Line key={each.id} works={each} onEnded={works.again} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className="button quiet" onClick={onList}>
          {t("works.more", { count: more })}
        </button>
      )}
    </section>
  );
}
