import { dimensionWords } from '../../cohort/index.ts';
import { csvLine } from '../../kernel/csv.ts';
import { notFound } from '../../kernel/errors.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { findCheck } from './store.ts';
import { type Figure, type InstrumentFigures, type Line, type ScoreCheck, scoresRight } from './types.ts';
import { instrumentName, scoresPage } from './views.ts';

const marking = 'OFFICIAL';

export const scoresCheckedPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/scores-checked',
    right: scoresRight,
    reads: 'none',
    section: 'outcomes',
    handle: show,
  }),
  route({
    method: 'GET',
    url: '/outcomes/scores-checked/download',
    right: scoresRight,
    reads: 'none',
    handle: download,
  }),
];

async function show(ask: Ask): Promise<Reply> {
  const found = await ask.read((tx) => findCheck(tx, ask.viewer.schemeId));
  return page({
    title: 'Scores checked',
    section: 'outcomes',
    marking,
    breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'Scores checked' }],
    body: scoresPage(found),
  });
}

async function download(ask: Ask): Promise<Reply> {
  const found = await ask.read((tx) => findCheck(tx, ask.viewer.schemeId));
  if (found?.figures == null) throw notFound();
  const head = [
    'score',
    'by',
    'group',
    'people',
    'reoffended',
    'auc',
    'auc low',
    'auc high',
    'e/o',
    'e/o low',
    'e/o high',
  ];
  const lines = found.figures.instruments.filter(({ why }) => why === null).flatMap(linesOf);
  return markedCsv(ask, {
    name: `scores-checked-${found.dataTo}`,
    marking,
    said: standing(found),
    lines: [csvLine(head), ...lines.map(csvLine)],
  });
}

const standing = ({ dataTo, matrixVersion }: ScoreCheck): string[] => [
  `Data to ${dataTo}`,
  `Version ${matrixVersion} of the matrix`,
  'Counts of 1 to 4, and others that would tell of them, are not shown',
];

type Cells = (string | number)[];

function linesOf({ instrument, whole, groups, halfYears }: InstrumentFigures): Cells[] {
  const name = instrumentName(instrument);
  return [
    [name, 'all', whole.name, ...cells(whole)],
    ...groups.flatMap(({ dimension, lines }) =>
      lines.map((line): Cells => [name, dimensionWords[dimension], line.name, ...cells(line)]),
    ),
    ...halfYears.map((line): Cells => [name, 'Half-year', line.code, ...cells(line)]),
  ];
}

const cells = ({ people, reoffended, auc, ratio }: Line): Cells => [
  people ?? 'not shown',
  reoffended ?? 'not shown',
  ...figure(auc),
  ...figure(ratio),
];

const figure = (found: Figure | null): Cells =>
  found === null ? ['not shown', '', ''] : [found.estimate, found.lower, found.upper];
