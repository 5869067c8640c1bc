import { expect, test } from "vitest";

import type { County } from "./api";
import { areaToDraw, openIn, stateOf } from "./counties";

const county = (area: string, fires = 0, warnings = 0, others = 0): County => ({
  area,
  name: { zh: area, en: area },
  fires,
  warnings,
  others,
  unacknowledged: 0,
  sites_on_fire: fires > 0 ? 1 : 0,
});

test("a league shows the worst of its counties and the sum of what is open", () => {
  const open = openIn("1501", [county("150102", 0, 2, 3), county("150103", 1), county("150202", 9)]);
  expect(open).toEqual({ fires: 1, warnings: 2, others: 3, sites: 1 });
  expect(stateOf(open)).toBe("fire");
});

test("each state is of its own class", () => {
  expect(stateOf(openIn("15", []))).toBe("quiet");
  expect(stateOf(openIn("15", [county("150102", 0, 0, 1)]))).toBe("other");
  expect(stateOf(openIn("15", [county("150102", 0, 1, 1)]))).toBe("warning");
});

test("the map goes to the league where everything is, unless another is asked for", () => {
  expect(areaToDraw(undefined, [county("150102"), county("150103")], ["15"])).toBe("1501");
  expect(areaToDraw(undefined, [county("150102"), county("150202")], ["15"])).toBe("15");
  expect(areaToDraw("150202", [county("150102")], ["15"])).toBe("1502");
  expect(areaToDraw(undefined, [], ["1504"])).toBe("1504");
  expect(areaToDraw("15", [county("150102")], ["15"])).toBe("15");
});
