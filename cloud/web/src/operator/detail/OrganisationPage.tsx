import { lazy, type ComponentType } from "react";

import type { Label } from "../../api/types";
import { organisationHistoryHref } from "../../history/links";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { hrefOf } from "../../shell/route";
import type { FleetGateway, Page as ApiPage, QualityDetail } from "../api";
import { count } from "../figures";
import { areaHref, gatewaysHref, registryHref, roomHref } from "../links";
import { GatewayTable } from "../lists/GatewayTable";
import { FIGURES_MS, useData } from "../useData";
import { Facts, type Fact } from "../works/Facts";
import { Moment } from "../works/Moment";
import { Page, Panel } from "../works/Page";
import { State } from "../works/State";
import { useWords } from "../words/useWords";
import { EventsPanel } from "./EventsPanel";
import { PointsPanel } from "./PointsPanel";
import { QualityPanel } from "./QualityPanel";

interface OrganisationOut {
  id: number;
  number: string;
  name: string;
  category: { code: string; name: Label };
  area: string;
  area_name: Label;
  address: string;
  contacts: { name: string; phone: string; duty: string }[];
  persons: number | null;
  note: string;
  state: string;
  state_name: Label;
  gateways: number;
  points_planned: number;
  points_heard: number;
  heard_at: number | null;
}

/** One organisation: who it is, its gateways, its points, the quality of its data, its events. */
function Record() {
  const { t, language, speak } = useWords();
  const { steps } = useRoute();
  const mayEdit = useMay("edit-registry");
  const mayOperate = useMay("operate");
  const id = Number(steps[1]);
  const known = Number.isSafeInteger(id) && id > 0;
  const loaded = useData<OrganisationOut>(known ? `/organisations/${id}` : null);
  const gateways = useData<ApiPage<FleetGateway>>(
    known ? "/fleet/gateways" : null,
    { organisation: id, limit: 100 },
    FIGURES_MS,
  );
  const quality = useData<QualityDetail>(known ? `/quality/${id}` : null, {}, FIGURES_MS);
  const found = loaded.data;
  if (!found) {
    return (
      <Page title={t("organisation.title")}>
        <State loaded={loaded} />
      </Page>
    );
  }
  const number = (value: number) => count(value, language);
  const facts: Fact[] = [
    { name: t("organisation.number"), value: <span className="code">{found.number}</span> },
    {
      name: t("organisation.category"),
      value: <a href={registryHref({ category: found.category.code })}>{speak(found.category.name)}</a>,
    },
    { name: t("area.area"), value: <a href={areaHref(found.area)}>{speak(found.area_name)}</a> },
    { name: t("organisation.address"), value: found.address || "–" },
    {
      name: t("organisation.state"),
      value: <a href={hrefOf(["organisation", id, "commissioning"])}>{speak(found.state_name)}</a>,
    },
    {
      name: t("figure.gateways"),
      value: <a href={gatewaysHref({ organisation: id })}>{number(found.gateways)}</a>,
    },
    {
      name: t("organisation.points"),
      value: t("organisation.points_heard", {
        heard: number(found.points_heard),
        planned: number(found.points_planned),
      }),
      bad: found.points_heard < found.points_planned,
    },
    { name: t("organisation.heard_at"), value: <Moment at={found.heard_at} /> },
    { name: t("organisation.persons"), value: found.persons === null ? "–" : number(found.persons) },
    ...found.contacts.map((contact) => ({
      name: contact.duty || t("organisation.contact"),
      value: `${contact.name} ${contact.phone}`,
    })),
  ];
  return (
    <Page
      title={found.name}
      tools={
        <>
          <a className="button" href={roomHref({ organisation: id })}>
            {t("organisation.room")}
          </a>
          <a className="button quiet" href={organisationHistoryHref(id)}>
            {t("organisation.history")}
          </a>
          <a className="button quiet" href={hrefOf(["organisation", id, "commissioning"])}>
            {t("organisation.commissioning")}
          </a>
          <a className="button quiet" href={hrefOf(["organisation", id, "places"])}>
            {t("organisation.places")}
          </a>
          {mayOperate && (
            <a className="button quiet" href={hrefOf(["exchange", "budgets", id])}>
              {t("nav.budgets")}
            </a>
          )}
          {mayEdit && (
            <a className="button quiet" href={hrefOf(["registry", "edit", id])}>
              {t("registry.edit")}
            </a>
          )}
        </>
      }
    >
      <Facts facts={facts} />
      {found.note && <p className="op-note">{found.note}</p>}
      <Panel title={t("organisation.its_gateways")}>
        {gateways.data && gateways.data.items.length > 0 ? (
          <GatewayTable rows={gateways.data.items} whose={false} />
        ) : (
          <State loaded={gateways} empty what={t("organisation.no_gateways")} />
        )}
      </Panel>
      <Panel title={t("organisation.its_quality")}>
        {quality.data ? (
          <QualityPanel steps={quality.data.hours} />
        ) : quality.fault?.status === 404 ? (
          <p className="empty">{t("quality.none")}</p>
        ) : (
          <State loaded={quality} />
        )}
      </Panel>
      <Panel title={t("organisation.its_points")}>
        <PointsPanel organisation={id} />
      </Panel>
      <Panel title={t("events.title")}>
        <EventsPanel organisation={id} />
      </Panel>
    </Page>
  );
}

/** The pages of one organisation, by what the address asks for. */
const PAGES: Readonly<Record<string, ComponentType<{ organisation: number }>>> = {
  commissioning: lazy(async () => ({
    default: (await import("../../places/commissioning/CommissioningPage")).CommissioningPage,
  })),
  history: lazy(async () => ({
    default: (await import("../../history/organisation/OrganisationHistory")).OrganisationHistory,
  })),
  places: lazy(async () => ({ default: (await import("../../places/registry/PlacesPage")).PlacesPage })),
};

/** One organisation's record, or one of the pages behind it. */
export function OrganisationPage() {
  const { steps } = useRoute();
  const id = Number(steps[1]);
  const Behind = PAGES[steps[2] ?? ""];
  return Behind && Number.isSafeInteger(id) && id > 0 ? <Behind key={id} organisation={id} /> : <Record />;
}
