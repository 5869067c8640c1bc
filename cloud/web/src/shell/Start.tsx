import { LoginGate } from "../people/LoginGate";
import { addPeopleWords } from "../people/words";
import { Shell } from "./Shell";

addPeopleWords();

/** The page for whoever is known to the centre. */
export function Start() {
  return (
    <LoginGate>
      <Shell />
    </LoginGate>
  );
}
