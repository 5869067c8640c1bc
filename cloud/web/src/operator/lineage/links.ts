/** Addresses of the pages of imports and of what became of their rows. */

import { hrefOf, type Filters } from "../../shell/route";

export const importHref = (id: number) => hrefOf(["registry", "imports", id]);
export const importsHref = () => hrefOf(["registry", "imports"]);
export const rowsHref = (filters: Filters = {}) => hrefOf(["registry", "rows"], filters);
export const matchesHref = () => hrefOf(["registry", "matches"]);
export const sourcesHref = (filters: Filters = {}) => hrefOf(["registry", "sources"], filters);
