import { KindIcon } from "../components/KindIcon";
import { Table, type Column } from "../operator/works/Table";
import { isFireClass } from "../state/fireClass";
import type { HistoryEvent } from "./api";
import { aroundHref } from "./links";
import { useHistoryWords, useVocabulary } from "./useHistoryWords";

/** A kind as shape and word. */
export function Kind({ name, text }: { name: string; text: string }) {
  return (
    <span className="hi-kind" data-fire={isFireClass(name) || undefined}>
      <KindIcon kind={name} /> {text}
    </span>
  );
}

/** Events in words. `places`: whose they are, with the way to that part's history. */
export function EventTable({ caption, events, places }: { caption: string; events: readonly HistoryEvent[]; places: boolean }) {
  const { t, speak, moment } = useHistoryWords();
  const vocabulary = useVocabulary();
  const columns: Column<HistoryEvent>[] = [
    {
      key: "at",
      head: t("column.time"),
      cell: (row) => (
        <>
          <span className="num">{moment(row.at)}</span>
          {row.clock_doubtful && <span className="hi-doubt">{t("event.doubtful")}</span>}
        </>
      ),
    },
    {
      key: "kind",
      head: t("column.kind"),
      cell: (row) => (
        <>
          <Kind name={row.kind} text={vocabulary.kind(row.kind)} />{" "}
          <span className="muted">{t(row.active ? "event.came" : "event.went")}</span>
        </>
      ),
    },
  ];
  if (places) {
    columns.push({
      key: "place",
      head: t("column.place"),
      cell: (row) => (
        <a href={aroundHref(row.gateway, row.part, row.at)}>{speak(row.place) || speak(row.device) || row.part}</a>
      ),
    });
  }
  columns.push(
    { key: "part", head: t("column.part"), extra: true, cell: (row) => <span className="code">{row.part}</span> },
    { key: "text", head: t("column.text"), extra: true, cell: (row) => row.text },
  );
  return <Table caption={caption} columns={columns} rows={events} rowKey={({ id }) => id} />;
}
