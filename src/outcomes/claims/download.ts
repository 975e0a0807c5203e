import { csvLine } from '../../kernel/csv.ts';
import { markedCsv } from '../../web/csv-files.ts';
import type { Ask, Reply } from '../../web/route.ts';
import { getMeasure } from '../measures/registry.ts';
import { beforeAfter, type FigureRow } from '../measures/types.ts';
import { drawnCard } from './card.ts';
import { type ClaimFields, fieldsOf } from './fields.ts';
import type { Claim } from './types.ts';

export const downloadForms = ['csv', 'json'] as const;
export type DownloadForm = (typeof downloadForms)[number];

/** A figure with the least that it may stand with, should somebody copy one row. */
interface CarriedFigure extends Pick<ClaimFields, (typeof carried)[number]> {
  figure: string;
  value: string | number | null;
}

const carried = ['claim', 'design_level', 'may_be_said', 'headline', 'cautions', 'data_to'] as const;

/** All figures of a claim as this viewer has them; the card comes first, and every row carries what it rests on. */
export function downloadOf(ask: Pick<Ask, 'viewer' | 'now'>, claim: Claim, as: DownloadForm): Reply {
  const measure = getMeasure(claim.measure);
  const words = measure.card(claim.figures);
  const card =
    words === null
      ? (claim.figures.cannotWhy ?? 'Nobody can be counted yet.')
      : drawnCard(words, { definition: '' });
  const fields = fieldsOf(claim, card);
  const rows: FigureRow[] = [
    ...measure.table(claim.figures),
    ...(claim.measure === beforeAfter ? groupRows(claim) : []),
    ...versionRows(claim),
  ];
  return as === 'csv' ? csvOf(ask, measure.name, fields, rows) : jsonOf(measure.name, fields, rows);
}

const groupRows = ({ figures: { byBase, byStrand } }: Claim): FigureRow[] => [
  ...byBase.map((group): FigureRow => [`Counted at base ${group.name}`, group.counted]),
  ...byStrand.map((group): FigureRow => [`Counted in strand ${group.name}`, group.counted]),
];

const versionRows = (claim: Claim): FigureRow[] => [
  ['Definition version', claim.definitionVersion],
  ['Rule version', claim.ruleVersion],
  ['Calculation version', claim.codeVersion],
  ['SHA-256 of everything that went in', claim.inputs],
];

const marking = 'OFFICIAL';

function csvOf(
  ask: Pick<Ask, 'viewer' | 'now'>,
  measure: string,
  fields: ClaimFields,
  rows: readonly FigureRow[],
): Reply {
  const behind = carried.map((name) => fields[name]);
  const line = (name: string, value: string | number | null): string =>
    csvLine([name, value ?? 'not shown', ...behind]);
  const card = Object.entries(fields).map(([name, value]) =>
    line(name.replaceAll('_', ' '), value ?? 'none'),
  );
  return markedCsv(ask, {
    name: `outcomes-claim-${fields.claim}`,
    marking,
    lines: [
      csvLine(['figure', 'value', ...carried]),
      line('Measure', measure),
      ...card,
      ...rows.map(([name, value]) => line(name, value)),
    ],
  });
}

function jsonOf(measure: string, fields: ClaimFields, rows: readonly FigureRow[]): Reply {
  const behind = Object.fromEntries(carried.map((name) => [name, fields[name]])) as Pick<
    ClaimFields,
    (typeof carried)[number]
  >;
  const figures = rows.map(([figure, value]): CarriedFigure => ({ figure, value, ...behind }));
  return {
    kind: 'file',
    fileName: `outcomes-claim-${fields.claim}.json`,
    contentType: 'application/json; charset=utf-8',
    content: JSON.stringify({ marking, measure, card: fields, figures }, null, 1),
  };
}
