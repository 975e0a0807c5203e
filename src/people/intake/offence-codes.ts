import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export interface OffenceCode {
  title: string;
  /** Home Office class and subclass: `053/00`. */
  homeOfficeClass: string;
}

export type OffenceCodes = ReadonlyMap<string, OffenceCode>;

let loading: Promise<OffenceCodes> | undefined;

/**
 * The 30,356 CJS offence codes with title and Home Office class, from
 * `@moj-bichard7-developers/bichard7-next-data` (MIT). Read once, when first needed.
 */
export function loadOffenceCodes(): Promise<OffenceCodes> {
  loading ??= readCodes();
  return loading;
}

async function readCodes(): Promise<OffenceCodes> {
  const path = createRequire(import.meta.url).resolve(
    '@moj-bichard7-developers/bichard7-next-data/data/offence-code.json',
  );
  const rows = JSON.parse(await readFile(path, 'utf8')) as {
    cjsCode: string;
    offenceTitle: string;
    homeOfficeClassification: string;
  }[];
  return new Map(
    rows.map((row) => [
      row.cjsCode,
      { title: row.offenceTitle, homeOfficeClass: row.homeOfficeClassification },
    ]),
  );
}
