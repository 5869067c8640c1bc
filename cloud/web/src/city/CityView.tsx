import "../styles/map.css";
import "../styles/operator.css";
import "../styles/city.css";

import { addWords } from "../operator/words";
import { CityBoard } from "./CityBoard";
import { addCityWords } from "./words";

addWords();
addCityWords();

/** The city's monitoring centre: many buildings, several seats. */
export function CityView() {
  return (
    <div className="operator city">
      <CityBoard />
    </div>
  );
}
