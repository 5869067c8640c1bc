import { useEffect, useState } from "react";

import { get } from "../../api/client";
import type { Label } from "../../api/types";
import { useData } from "../../operator/useData";
import { Combo } from "../Combo";
import { useDispatchWords } from "../useDispatchWords";

interface Found {
  kind: string;
  id: string;
  name: string;
  detail: string;
  organisation: string | null;
  area: string;
  area_name: Label;
}

interface Building {
  id: number;
  name: string;
  address: string;
  wgs84: [number, number] | null;
}

/** A place that the registry knows. */
export interface KnownPlace {
  place: string;
  area: string;
  building_id: number | null;
  at: [number, number] | null;
}

const PAUSE_MS = 120;

/** A value that follows another after a pause, so that not every letter asks the centre. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setSettled(text);
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [text]);
  return settled;
}

/** Where it is: by Chinese text, pinyin, its initials or an address of the registry, or in the caller's words. */
export function PlaceField({
  text,
  onText,
  onKnown,
  onPass,
}: {
  text: string;
  onText: (text: string) => void;
  onKnown: (known: KnownPlace) => void;
  onPass: () => void;
}) {
  const { t, speak } = useDispatchWords();
  const settled = useSettled(text.trim());
  const found = useData<{ items: Found[] }>(
    settled === "" ? null : `/search?kind=building&kind=organisation&limit=8&q=${encodeURIComponent(settled)}`,
  );
  const told = settled === text.trim() ? (found.data?.items ?? []) : [];
  // A building has a position, its organisation none.
  const items = [...told.filter(({ kind }) => kind === "building"), ...told.filter(({ kind }) => kind !== "building")];
  const choose = (key: string) => {
    const item = items.find(({ kind, id }) => `${kind}-${id}` === key);
    if (!item) return;
    const place = item.organisation && item.organisation !== item.name ? `${item.organisation}${item.name}` : item.name;
    const known: KnownPlace = { place, area: item.area, building_id: null, at: null };
    if (item.kind !== "building") {
      onKnown(known);
      return;
    }
    get<Building>(`/buildings/${item.id}`).then(
      (building) => {
        onKnown({ ...known, building_id: building.id, at: building.wgs84 });
      },
      () => {
        onKnown(known);
      },
    );
  };
  return (
    <Combo
      label={t("call.place")}
      hint={t("call.place_hint")}
      testid="place"
      required
      text={text}
      options={items.map((item) => ({
        key: `${item.kind}-${item.id}`,
        text: item.name,
        detail: [item.organisation, item.detail, speak(item.area_name)].filter(Boolean).join(" · "),
        initials: "",
      }))}
      onText={onText}
      onChoose={choose}
      onPass={onPass}
    />
  );
}
