import type { Field } from "../form/fields";
import type { BookPage } from "../links";

/** What one kind of the brigade's books is, and the fields by which it is entered and changed. */
export interface Noun {
  page: BookPage;
  /** Its address of the API. */
  path: string;
  fields: readonly Field[];
  /** A change says which version it is of. */
  versioned: boolean;
  /** It has a page by itself; else only a line of the list. */
  whole: boolean;
}
