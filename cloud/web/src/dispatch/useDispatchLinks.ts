import type { RowLink } from "../components/LinkRow";
import { forcesHref } from "../forces/links";
import { useMay } from "../shell/useMe";
import { deskHref, mapHref, wallHref } from "./links";
import { useDispatchWords } from "./useDispatchWords";

type Place = "desk" | "map" | "wall" | "forces";

/** The ways between the pages of dispatch; the desk is for those who dispatch. */
export function useDispatchLinks(at: Place): RowLink[] {
  const { t } = useDispatchWords();
  const dispatches = useMay("dispatch");
  const ways: readonly (readonly [Place, string])[] = [
    ...(dispatches ? [["desk", deskHref()] as const] : []),
    ["map", mapHref()],
    ["wall", wallHref()],
    ["forces", forcesHref("stations")],
  ];
  return ways.map(([key, href]) => ({
    key,
    href,
    text: t(`nav.${key}`),
    // The forces have pages of their own below them.
    current: key !== at ? undefined : key === "forces" ? "true" : "page",
  }));
}
