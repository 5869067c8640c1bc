import i18next from "i18next";

import { pseudoTree, type Tree } from "./pseudo";

/** Adds the words of a part of the page, which is loaded only when it is looked at, under a namespace of their own. */
export function addBundle(namespace: string, { zh, en }: { zh: Tree; en: Tree }): void {
  i18next.addResourceBundle("zh", namespace, zh);
  i18next.addResourceBundle("en", namespace, en);
  i18next.addResourceBundle("pseudo", namespace, pseudoTree(en));
}
