import { memo, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { AnnouncementContext, useAnnouncement } from "../hooks/useAnnouncement";
import type { Decisions } from "../hooks/useDecisions";
import { DeskContext, useDesk } from "../hooks/useDesk";
import { useHealth } from "../hooks/useHealth";
import { useKeyboard, type Command } from "../hooks/useKeyboard";
import { useSelection } from "../hooks/useSelection";
import { useSound } from "../hooks/useSound";
import { switchLanguage } from "../i18n/language";
import { languageOf } from "../i18n/languages";
import { ListsPanel } from "../room/lists/ListsPanel";
import { SystemsPanel } from "../room/systems/SystemsPanel";
import { DeviceTree } from "../room/tree/DeviceTree";
import { useWorks } from "../room/works/useWorks";
import { WorksBanner } from "../room/works/WorksBanner";
import { WorksDialog } from "../room/works/WorksDialog";
import { ringsOf } from "../sound/choice";
import { firstFire, inOrder } from "../state/ordering";
import { AlarmDetail } from "./AlarmDetail";
import { AlarmList } from "./AlarmList";
import { Announcer } from "./Announcer";
import { ConnectionBar } from "./ConnectionBar";
import { DeadLetters } from "./DeadLetters";
import { Fault } from "./Fault";
import { FloorPlan } from "../plan/FloorPlan";
import { GatewayList } from "./GatewayList";
import { Header } from "./Header";
import { HelpDialog } from "./HelpDialog";
import { PartList } from "./PartList";
import { SeatDialog } from "./SeatDialog";
import { SideTabs } from "./SideTabs";
import { ViewTabs, type ViewName } from "./ViewTabs";
import type { DetailFocus } from "./Verdict";

/** Drawn only when what it shows has moved: a building has a thousand parts, each with its curve. */
const Parts = memo(PartList);

/** The whole desk: header, link, alarms, parts, gateways, and what opens over them. */
export function Desk({ decisions }: { decisions: Decisions }) {
  const { i18n } = useTranslation();
  const desk = useDesk();
  const { state, open: current, ranks, epoch } = desk;
  const all = useMemo(() => inOrder(state.alarms.values(), ranks), [state.alarms, ranks]);
  const ordered = useMemo(
    () => (current === state.alarms ? all : all.filter((alarm) => current.has(alarm.id))),
    [all, current, state.alarms],
  );
  // Parts follow when there is time for them: in a flood the alarms go first.
  const later = useDeferredValue(desk);
  const selection = useSelection(ordered);
  const rings = useMemo(() => ringsOf(current.values()), [current]);
  const sound = useSound(rings);
  const works = useWorks();
  const health = useHealth(epoch, state.deadLetterNews);
  const announcement = useAnnouncement(all, current);
  const [opened, setOpened] = useState<DetailFocus | null>(null);
  const [dialog, setDialog] = useState<"help" | "letters" | "works" | null>(null);
  const [view, setView] = useState<ViewName>("alarms");

  const open = (id: number, on: DetailFocus["on"]) => {
    selection.select(id);
    setOpened({ id, on });
  };
  /** Moves through the list; an open detail follows, and the focus stays in the list. */
  const move = (alarm: Alarm | undefined) => {
    if (!alarm) return;
    selection.go(alarm.id);
    if (opened) setOpened({ id: alarm.id, on: "list" });
  };
  const closeDetail = () => {
    setOpened(null);
    selection.go(selection.selected ?? undefined);
  };
  const selected = ordered.find((alarm) => alarm.id === selection.selected);

  const commands: Record<Command, () => void> = {
    next: () => {
      move(selection.neighbour(1));
    },
    previous: () => {
      move(selection.neighbour(-1));
    },
    first: () => {
      move(ordered[0]);
    },
    last: () => {
      move(ordered.at(-1));
    },
    // Nothing is ever acknowledged unseen: with no row selected, the key only selects the first.
    acknowledge: () => {
      if (!selected) move(ordered[0]);
      else if (selected.state === "raised") desk.acknowledge(selected);
    },
    verify: () => {
      if (selected) open(selected.id, "verify");
      else move(ordered[0]);
    },
    silence: sound.silence,
    language: switchLanguage,
    help: () => {
      setDialog("help");
    },
    escape: () => {
      if (opened) closeDetail();
    },
  };
  useKeyboard((command) => {
    commands[command]();
  });

  /** Goes to a part's card, over whatever lies on it. */
  const showPart = ({ gateway, part }: { gateway: string; part: string }) => {
    setOpened(null);
    setView("parts");
    window.requestAnimationFrame(() => {
      const named = `[data-gateway="${CSS.escape(gateway)}"][data-part="${CSS.escape(part)}"]`;
      const card = document.querySelector<HTMLElement>(`.part-card${named}`);
      card?.scrollIntoView({ block: "center" });
      card?.focus({ preventScroll: true });
    });
  };
  const closeDialog = () => {
    setDialog(null);
  };
  const openInPanel = (id: number) => {
    open(id, "panel");
  };
  return (
    <AnnouncementContext value={announcement}>
    <div
      className="desk"
      data-view={view}
      data-cut={state.connection.phase !== "live" || undefined}
      lang={languageOf(i18n.language).tag}
    >
      <Header
        seat={decisions.seat}
        sound={sound}
        health={health}
        onSeat={decisions.askSeat}
        onJump={(kind) => {
          setView("alarms");
          move(ordered.find((alarm) => alarm.kind === kind));
        }}
        onHelp={() => {
          setDialog("help");
        }}
        onLetters={() => {
          setDialog("letters");
        }}
        onWorks={() => {
          setDialog("works");
        }}
      />
      <ConnectionBar health={health} />
      <WorksBanner
        works={works}
        onList={() => {
          setView("lists");
        }}
      />
      {decisions.fault && <Fault fault={decisions.fault} onDismiss={decisions.dismiss} />}
      <main className="columns">
        <AlarmList
          ordered={ordered}
          selected={selection.selected}
          onSelect={selection.select}
          onOpen={openInPanel}
          onVerify={(id) => {
            open(id, "verify");
          }}
        />
        <FloorPlan
          ordered={ordered}
          opened={opened?.id ?? null}
          onAlarm={(id) => {
            setView("alarms");
            open(id, "panel");
          }}
          onPart={showPart}
        />
        <div className="side">
          <SideTabs view={view} onView={setView} />
          <GatewayList />
          <DeskContext value={later}>
            <Parts />
          </DeskContext>
          {view === "systems" && <SystemsPanel />}
          {view === "devices" && <DeviceTree onOpen={openInPanel} />}
          {view === "lists" && <ListsPanel alarms={all} onOpen={openInPanel} />}
        </div>
        {opened && (
          <AlarmDetail
            key={opened.id}
            id={opened.id}
            first={firstFire(ordered)?.id === opened.id}
            focus={opened}
            onClose={closeDetail}
          />
        )}
      </main>
      <ViewTabs view={view} open={ordered.length} onView={setView} />
      {dialog === "help" && <HelpDialog announcement={announcement} onClose={closeDialog} />}
      {dialog === "letters" && (
        <DeadLetters news={state.deadLetterNews} announcement={announcement} onClose={closeDialog} />
      )}
      {dialog === "works" && <WorksDialog onClose={closeDialog} onDeclared={works.again} />}
      {decisions.asking && (
        <SeatDialog seat={decisions.seat} announcement={announcement} onAnswer={decisions.answerSeat} />
      )}
      <Announcer announcement={announcement} />
    </div>
    </AnnouncementContext>
  );
}
