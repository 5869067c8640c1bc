/** The operator's pages: where each is, who sees it, how it is loaded, and under which group it stands. */

import { lazy, type ComponentType } from "react";

const AreaPage = lazy(async () => ({ default: (await import("./area/AreaPage")).AreaPage }));
const AlarmsPage = lazy(async () => ({ default: (await import("./lists/AlarmsPage")).AlarmsPage }));
const GatewaysPage = lazy(async () => ({ default: (await import("./lists/GatewaysPage")).GatewaysPage }));
const OrganisationsPage = lazy(async () => ({
  default: (await import("./lists/OrganisationsPage")).OrganisationsPage,
}));
const QualityPage = lazy(async () => ({ default: (await import("./lists/QualityPage")).QualityPage }));
const WorstPage = lazy(async () => ({ default: (await import("./lists/WorstPage")).WorstPage }));
const LettersPage = lazy(async () => ({ default: (await import("../exchange/letters/LettersPage")).LettersPage }));
const WebhooksPage = lazy(async () => ({ default: (await import("../exchange/webhooks/WebhooksPage")).WebhooksPage }));
const DeliveriesPage = lazy(async () => ({
  default: (await import("../exchange/webhooks/DeliveriesPage")).DeliveriesPage,
}));
const BudgetsPage = lazy(async () => ({ default: (await import("../exchange/budgets/BudgetsPage")).BudgetsPage }));
const SilentPage = lazy(async () => ({ default: (await import("../exchange/SilentPage")).SilentPage }));
const RulesPage = lazy(async () => ({ default: (await import("../notification/rules/RulesPage")).RulesPage }));
const ChannelsPage = lazy(async () => ({
  default: (await import("../notification/channels/ChannelsPage")).ChannelsPage,
}));
const RecipientsPage = lazy(async () => ({
  default: (await import("../notification/recipients/RecipientsPage")).RecipientsPage,
}));
const TrialPage = lazy(async () => ({ default: (await import("../notification/trial/TrialPage")).TrialPage }));
const MessagesPage = lazy(async () => ({
  default: (await import("../notification/messages/MessagesPage")).MessagesPage,
}));
const CoveragePage = lazy(async () => ({ default: (await import("../places/coverage/CoveragePage")).CoveragePage }));
const FlowPage = lazy(async () => ({ default: (await import("./area/FlowPage")).FlowPage }));
const GatewayPage = lazy(async () => ({ default: (await import("./detail/GatewayPage")).GatewayPage }));
const DeviceHistoryPage = lazy(async () => ({ default: (await import("../history/device/DevicePage")).DevicePage }));
const OrganisationPage = lazy(async () => ({
  default: (await import("./detail/OrganisationPage")).OrganisationPage,
}));
const RegistryPage = lazy(async () => ({ default: (await import("./registry/RegistryPage")).RegistryPage }));
const FormPage = lazy(async () => ({ default: (await import("./registry/FormPage")).FormPage }));
const ImportPage = lazy(async () => ({ default: (await import("./registry/ImportPage")).ImportPage }));
const MatchesPage = lazy(async () => ({ default: (await import("./matches/MatchesPage")).MatchesPage }));
const RowsPage = lazy(async () => ({ default: (await import("./lineage/RowsPage")).RowsPage }));
const SourcesPage = lazy(async () => ({ default: (await import("./lineage/SourcesPage")).SourcesPage }));
const CodesPage = lazy(async () => ({ default: (await import("./registry/CodesPage")).CodesPage }));
const DevicesPage = lazy(async () => ({ default: (await import("../access/transmission/DevicesPage")).DevicesPage }));
const CertificatesPage = lazy(async () => ({
  default: (await import("../access/revocation/CertificatesPage")).CertificatesPage,
}));
const PushPage = lazy(async () => ({ default: (await import("../access/push/PushPage")).PushPage }));
const BrokersPage = lazy(async () => ({ default: (await import("../access/brokers/BrokersPage")).BrokersPage }));
const EnginePage = lazy(async () => ({ default: (await import("./works/EnginePage")).EnginePage }));
const JobsPage = lazy(async () => ({ default: (await import("./works/JobsPage")).JobsPage }));

/** The pages as the navigation shows them: a row of groups, and under it the pages of the group looked at. */
export const GROUPS = {
  situation: ["overview", "alarms", "coverage", "organisations", "gateways", "quality", "flow", "worst", "silent", "letters"],
  registry: ["registry", "imports", "rows", "matches", "sources"],
  access: ["codes", "certificates", "devices", "push", "brokers"],
  exchange: ["webhooks", "budgets"],
  notification: ["rules", "channels", "recipients", "trial", "messages"],
  works: ["jobs", "engine"],
} as const;

export type GroupName = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as GroupName[];
/** The name in the words. */
export type PageName = (typeof GROUPS)[GroupName][number];

export interface Entry {
  name: PageName;
  steps: readonly string[];
  permission: string;
  /** Whether the navigation leads there. */
  listed: boolean;
  view: ComponentType;
}

/** The first whose steps begin the address is shown. */
export const ENTRIES: readonly Entry[] = [
  { name: "gateways", steps: ["fleet", "gateways"], permission: "view", listed: true, view: GatewaysPage },
  {
    name: "organisations",
    steps: ["fleet", "organisations"],
    permission: "view",
    listed: true,
    view: OrganisationsPage,
  },
  { name: "coverage", steps: ["fleet", "coverage"], permission: "view", listed: true, view: CoveragePage },
  { name: "quality", steps: ["fleet", "quality"], permission: "view", listed: true, view: QualityPage },
  { name: "flow", steps: ["fleet", "flow"], permission: "view", listed: true, view: FlowPage },
  { name: "worst", steps: ["fleet", "worst"], permission: "view", listed: true, view: WorstPage },
  { name: "letters", steps: ["fleet", "dead-letters"], permission: "view", listed: true, view: LettersPage },
  { name: "alarms", steps: ["fleet", "alarms"], permission: "view", listed: true, view: AlarmsPage },
  { name: "overview", steps: ["fleet"], permission: "view", listed: true, view: AreaPage },
  { name: "organisations", steps: ["organisation"], permission: "view", listed: false, view: OrganisationPage },
  { name: "gateways", steps: ["gateway"], permission: "view", listed: false, view: GatewayPage },
  { name: "gateways", steps: ["history"], permission: "view", listed: false, view: DeviceHistoryPage },
  { name: "codes", steps: ["registry", "codes"], permission: "enrol", listed: true, view: CodesPage },
  {
    name: "certificates",
    steps: ["registry", "certificates"],
    permission: "view",
    listed: true,
    view: CertificatesPage,
  },
  { name: "push", steps: ["registry", "push"], permission: "view", listed: true, view: PushPage },
  { name: "devices", steps: ["registry", "devices"], permission: "view", listed: true, view: DevicesPage },
  { name: "imports", steps: ["registry", "imports"], permission: "edit-registry", listed: true, view: ImportPage },
  { name: "rows", steps: ["registry", "rows"], permission: "edit-registry", listed: true, view: RowsPage },
  { name: "sources", steps: ["registry", "sources"], permission: "edit-registry", listed: true, view: SourcesPage },
  { name: "matches", steps: ["registry", "matches"], permission: "edit-registry", listed: true, view: MatchesPage },
  { name: "registry", steps: ["registry", "new"], permission: "edit-registry", listed: false, view: FormPage },
  { name: "registry", steps: ["registry", "edit"], permission: "edit-registry", listed: false, view: FormPage },
  { name: "registry", steps: ["registry"], permission: "view", listed: true, view: RegistryPage },
  { name: "webhooks", steps: ["exchange", "webhooks"], permission: "operate", listed: true, view: WebhooksPage },
  { name: "webhooks", steps: ["exchange", "deliveries"], permission: "operate", listed: false, view: DeliveriesPage },
  { name: "budgets", steps: ["exchange", "budgets"], permission: "operate", listed: true, view: BudgetsPage },
  { name: "silent", steps: ["exchange", "silent"], permission: "view", listed: true, view: SilentPage },
  { name: "rules", steps: ["notification", "rules"], permission: "operate", listed: true, view: RulesPage },
  { name: "channels", steps: ["notification", "channels"], permission: "operate", listed: true, view: ChannelsPage },
  { name: "recipients", steps: ["notification", "people"], permission: "operate", listed: true, view: RecipientsPage },
  { name: "trial", steps: ["notification", "dry-run"], permission: "operate", listed: true, view: TrialPage },
  { name: "messages", steps: ["notification", "messages"], permission: "view", listed: true, view: MessagesPage },
  { name: "brokers", steps: ["works", "brokers"], permission: "operate", listed: true, view: BrokersPage },
  { name: "engine", steps: ["works", "engine"], permission: "operate", listed: true, view: EnginePage },
  { name: "jobs", steps: ["works", "jobs"], permission: "operate", listed: true, view: JobsPage },
];

export const groupOf = (name: PageName): GroupName =>
  GROUP_NAMES.find((group) => (GROUPS[group] as readonly PageName[]).includes(name)) ?? "situation";

/** Those of a group that somebody may see, in its order. */
export const listedOf = (group: GroupName, seen: readonly Entry[]): Entry[] =>
  GROUPS[group].flatMap((name) => seen.filter((each) => each.listed && each.name === name));
