import { useData } from "../../operator/useData";
import type { Site, SiteList } from "../../risk/api";
import { BandMark, BandPatterns } from "../../risk/BandMark";
import { siteHref } from "../../risk/links";
import { useInspectionWords } from "../useInspectionWords";

/** Where the risk band that a draw weighs comes from: the worst score of the organisation's sites, else what was told. */
export function BandOrigin({ organisation }: { organisation: number }) {
  const { t, stamp } = useInspectionWords();
  const { data } = useData<SiteList>("/risk/sites", { organisation_id: organisation, limit: 1 });
  if (data === null) return null;
  const worst: Site | undefined = data.items[0];
  if (!worst) return <p className="muted">{t("unit.band_told")}</p>;
  return (
    <p data-testid="band-origin">
      <BandPatterns />
      {t("unit.band_scored")} <BandMark band={worst.band} />{" "}
      <a href={siteHref(worst.subject, worst.id)}>{worst.name}</a> <span className="num muted">{stamp(worst.scored_at)}</span>
    </p>
  );
}
