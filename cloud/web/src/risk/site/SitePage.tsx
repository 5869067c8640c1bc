import { useNews } from "../../hooks/useNews";
import { organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { useRoute } from "../../shell/useRoute";
import { sitePath, type SiteDetail, type Subject } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { nameOf, pageHref } from "../links";
import { Reasons } from "../Reasons";
import { Simulated } from "../Simulated";
import { useAreaPath } from "../useAreaPath";
import { useCategories, useRiskWords } from "../useRiskWords";
import { Known } from "./Known";
import { Records } from "./Records";
import { ScoreChart } from "./ScoreChart";
import { WhatIfPanel } from "./WhatIfPanel";

function Head({ site }: { site: SiteDetail }) {
  const { t, speak, figure, percent, number } = useRiskWords();
  const categories = useCategories();
  const { d90, d365 } = site.probability;
  const chance = ({ value, low, high }: typeof d90) => (
    <>
      {percent(value)} <small className="muted">{t("range", { low: percent(low), high: percent(high) })}</small>
    </>
  );
  const category = categories.get(site.category);
  return (
    <>
      <p className="risk-head" data-testid="band" data-band={site.band}>
        <BandMark band={site.band} />
        <strong className="risk-index num">{figure(site.index)}</strong>
        <span className="muted">{t("site.index_of")}</span>
      </p>
      <Facts
        facts={[
          { name: t("site.d365"), value: chance(d365) },
          { name: t("site.d90"), value: chance(d90) },
          { name: t("site.change_7"), value: <Change now={site.index} before={site.index_7d} /> },
          { name: t("site.change_30"), value: <Change now={site.index} before={site.index_30d} /> },
          {
            name: t("site.organisation"),
            value: <a href={organisationHref(site.organisation_id)}>{site.organisation}</a>,
          },
          { name: t("site.category"), value: category ? speak(category) : site.category },
          { name: t("site.address"), value: site.address || "–" },
          {
            name: t("site.warnings"),
            value: (
              <a href={pageHref("warnings", { site: site.id, subject: site.subject, show: "open" })}>
                {number(site.warnings_open)}
              </a>
            ),
            bad: site.warnings_open > 0,
          },
          { name: t("standing.scored"), value: <Moment at={site.scored_at} /> },
          { name: t("site.model"), value: site.model },
        ]}
      />
    </>
  );
}

/** A building's or a community's life on one page: the score, what moved it, why, what would be if, and all records. */
export function SitePage() {
  const { t } = useRiskWords();
  const { steps } = useRoute();
  const subject: Subject = steps[2] === "community" ? "community" : "building";
  const loaded = useData<SiteDetail>(sitePath(subject, Number(steps[3] ?? 0)));
  useNews("risk", loaded.again);
  const site = loaded.data;
  const path = useAreaPath(site?.area ?? "");
  if (site === null) {
    return (
      <Page title={t(`site.one_${subject}`)}>
        <State loaded={loaded} />
      </Page>
    );
  }
  return (
    <Page title={nameOf(site)} path={path} pathHref={(area) => pageHref("map", { area })}>
      <FaultOf loaded={loaded} />
      <Head site={site} />
      <div className="op-split risk-life">
        <div className="op-stack">
          <ScoreChart site={site} />
          <Panel title={t("site.reasons")}>
            <div className="risk-body">
              <Reasons reasons={site.reasons} owner={site} />
              <Simulated />
            </div>
          </Panel>
        </div>
        <WhatIfPanel site={site} />
      </div>
      <Known site={site} onDone={loaded.again} />
      <Records site={site} />
    </Page>
  );
}
