import { hrefWith } from "../../shell/route";
import { useRoute } from "../../shell/useRoute";
import { useWords } from "../words/useWords";

/** The way to the next page of a list, and back to its first. */
export function Paging({ next }: { next: string | number | null }) {
  const { t } = useWords();
  const route = useRoute();
  const turned = route.query.cursor !== undefined;
  if (!turned && next === null) return null;
  return (
    <nav className="op-paging" aria-label={t("paging.label")}>
      {turned && (
        <a className="button quiet" href={hrefWith(route, {})}>
          {t("paging.first")}
        </a>
      )}
      {next !== null && (
        <a className="button" href={hrefWith(route, { cursor: next })}>
          {t("paging.next")}
        </a>
      )}
    </nav>
  );
}
