import { OrganisationName } from "../../pickers/OrganisationName";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { FilterBar, FilterText } from "../../operator/works/Filters";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { deviceHref, newDeviceHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import type { Device } from "./api";
import { LinkOf } from "./LinkOf";
import { Unregistered } from "./Unregistered";

/** Transmission devices that speak to the centre itself: those registered, and those that only spoke. */
export function DeviceList() {
  const { t, speak } = useAccessWords();
  const { query } = useRoute();
  const mayRegister = useMay("edit-registry");
  const loaded = useData<{ devices: Device[]; next: number | null }>(
    "/transmission-devices",
    { after: query.cursor, address: query.address, limit: 50 },
    15_000,
  );
  const rows = loaded.data?.devices ?? [];
  const columns: Column<Device>[] = [
    {
      key: "address",
      head: t("device.address"),
      cell: (row) => (
        <a className="code" href={deviceHref(row.id)}>
          {row.shown_address}
        </a>
      ),
    },
    { key: "name", head: t("device.name"), cell: (row) => speak(row.name) || "–" },
    { key: "link", head: t("device.link"), cell: (row) => <LinkOf device={row} /> },
    { key: "heard", head: t("device.last_heard"), number: true, cell: (row) => <Moment at={row.last_heard} /> },
    { key: "profile", head: t("place.profile"), extra: true, cell: (row) => <span className="code">{row.profile}</span> },
    {
      key: "organisation",
      head: t("device.organisation"),
      cell: (row) =>
        row.organisation_id === null ? (
          t("place.nobody")
        ) : (
          <a href={organisationHref(row.organisation_id)}>
            <OrganisationName id={row.organisation_id} />
          </a>
        ),
    },
  ];
  return (
    <Page
      title={t("device.title")}
      tools={
        mayRegister && (
          <a className="button strong" href={newDeviceHref()}>
            {t("device.new")}
          </a>
        )
      }
    >
      {mayRegister && <Unregistered onAdopted={loaded.again} />}
      <Panel title={t("device.registered")}>
        <div className="ac-body">
          <FilterBar>
            <FilterText name="address" label={t("device.wire_address")} placeholder="A30405060708" />
          </FilterBar>
        </div>
        {rows.length > 0 ? (
          <Table caption={t("device.registered")} columns={columns} rows={rows} rowKey={({ id }) => id} />
        ) : (
          <State loaded={loaded} empty what={t("device.none")} />
        )}
        <Paging next={loaded.data?.next ?? null} />
      </Panel>
    </Page>
  );
}
