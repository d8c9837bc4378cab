import { pt, type Catalogue } from "./pt"; export const en: Catalogue = pt;
