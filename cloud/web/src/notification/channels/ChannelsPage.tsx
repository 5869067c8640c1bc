import { useData } from "../../operator/useData";
import type { Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import { LOST, type Channel } from "../api";
import { channelHref, messagesHref } from "../links";
import { ListPage } from "../ListPage";
import { HealthMark } from "../Marks";
import { ScopeText } from "../ScopeText";
import { useNotificationWords } from "../useNotificationWords";
import { EditChannel, NewChannel } from "./ChannelForms";
import { ChannelPage } from "./ChannelPage";

const LOOK_MS = 10_000;

function List() {
  const { t, number } = useNotificationWords();
  const loaded = useData<{ items: Channel[] }>("/notification/channels", {}, LOOK_MS);
  const lost = ({ counts }: Channel) => LOST.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const columns: Column<Channel>[] = [
    { key: "name", head: t("channel.name"), cell: (row) => <a href={channelHref(row.id)}>{row.name}</a> },
    { key: "kind", head: t("channel.kind"), cell: (row) => t(`kind.${row.kind}`) },
    { key: "health", head: t("channel.health"), cell: (row) => <HealthMark channel={row} /> },
    { key: "fault", head: t("channel.fault"), cell: (row) => <span className="ex-reason">{row.fault || "–"}</span> },
    { key: "queued", head: t("state.queued"), number: true, cell: (row) => number(row.counts.queued ?? 0) },
    {
      key: "lost",
      head: t("channel.lost"),
      number: true,
      cell: (row) => (
        <a
          href={messagesHref({ channel: row.id })}
          data-bad={lost(row) > 0 || undefined}
          aria-label={`${row.name}: ${t("channel.lost")} ${number(lost(row))}`}
        >
          {number(lost(row))}
        </a>
      ),
    },
    {
      key: "scope",
      head: t("form.scope"),
      extra: true,
      cell: (row) => <ScopeText areas={row.areas} organisations={row.organisations} />,
    },
  ];
  const words = { title: t("channel.title"), about: t("channel.about"), none: t("channel.none"), fresh: t("channel.new") };
  return <ListPage words={words} fresh={channelHref("new")} columns={columns} loaded={loaded} />;
}

/** By which ways people are told: all of them, one, one to be changed, or a new one. */
export function ChannelsPage() {
  const { steps } = useRoute();
  const [, , which, what] = steps;
  if (which === "new") return <NewChannel />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <List />;
  return what === "edit" ? <EditChannel key={id} id={id} /> : <ChannelPage key={id} id={id} />;
}
