import { useRoute } from "../../shell/useRoute";
import { GivePage } from "./GivePage";
import { LinkList } from "./LinkList";

/** Links of crews 车组链接: who holds which, or a new one. */
export function LinksPage() {
  const { steps } = useRoute();
  return steps[2] === "new" ? <GivePage /> : <LinkList />;
}
