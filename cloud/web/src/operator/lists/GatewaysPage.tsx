import { certificatesHref } from "../../access/links";
import { useRoute } from "../../shell/useRoute";
import type { FleetGateway, Page as ApiPage } from "../api";
import { FIGURES_MS, useData } from "../useData";
import { AreaFilter } from "../works/AreaFilter";
import { FilterBar, FilterSelect } from "../works/Filters";
import { Page } from "../works/Page";
import { Paging } from "../works/Paging";
import { State } from "../works/State";
import { useWords } from "../words/useWords";
import { GatewayTable } from "./GatewayTable";

/** Gateways that fit the filters in the address. */
export function GatewaysPage() {
  const { t } = useWords();
  const { query } = useRoute();
  const loaded = useData<ApiPage<FleetGateway>>("/fleet/gateways", query, FIGURES_MS);
  const versions = useData<{ items: { version: string }[] }>("/fleet/versions");
  const told = (versions.data?.items ?? []).map(({ version }) => version).filter(Boolean);
  if (query.version && !told.includes(query.version)) told.push(query.version);
  const rows = loaded.data?.items ?? [];
  const all = { value: "", text: t("filter.all") };
  const yesNo = (yes: string, no: string) => [
    all,
    { value: "true", text: yes },
    { value: "false", text: no },
  ];
  return (
    <Page
      title={t("nav.gateways")}
      tools={
        query.certificate_days && (
          <a className="button" href={certificatesHref({ days: query.certificate_days, area: query.area, state: "current" })}>
            {t("gateways.their_certificates")}
          </a>
        )
      }
    >
      <FilterBar>
        <AreaFilter />
        <FilterSelect
          name="link"
          label={t("column.link")}
          options={[
            all,
            ...(["online", "silent", "never"] as const).map((value) => ({ value, text: t(`link.${value}`) })),
          ]}
        />
        <FilterSelect
          name="version"
          label={t("column.version")}
          options={[all, ...told.map((value) => ({ value, text: value }))]}
        />
        <FilterSelect
          name="certificate_days"
          label={t("column.certificate")}
          options={[
            all,
            ...["7", "30", "90"].map((value) => ({ value, text: t("filter.within", { days: value }) })),
          ]}
        />
        <FilterSelect
          name="clock_fault"
          label={t("column.clock")}
          options={yesNo(t("filter.clock_bad"), t("clock.good"))}
        />
        <FilterSelect
          name="unbound"
          label={t("column.organisation")}
          options={yesNo(t("state.unbound"), t("filter.bound"))}
        />
        <FilterSelect
          name="enrolled"
          label={t("filter.enrolment")}
          options={yesNo(t("filter.enrolled"), t("filter.not_enrolled"))}
        />
      </FilterBar>
      {rows.length > 0 ? (
        <GatewayTable rows={rows} />
      ) : (
        <State loaded={loaded} empty what={t("gateways.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <Paging next={loaded.data?.next ?? null} />
    </Page>
  );
}
