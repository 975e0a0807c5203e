import { csvLine } from '../../kernel/csv.ts';
import { notFound } from '../../kernel/errors.ts';
import { markedCsv } from '../../web/csv-files.ts';
import type { Ask } from '../../web/route.ts';
import { page, type Reply, type Route, route } from '../../web/route.ts';
import { findTable } from './store.ts';
import { dimensionWords, type GroupLine, type Share } from './types.ts';
import { fairnessPage, ratioWords } from './views.ts';

const marking = 'OFFICIAL';
const right = ['see:outcomes', 'see:aggregates'] as const;

/** Stored aggregates alone: nobody reads a person here, and nobody's right to see people makes the figures other. */
export const fairnessPages: Route[] = [
  route({
    method: 'GET',
    url: '/cohort/fairness',
    right,
    reads: 'none',
    section: 'outcomes',
    handle: show,
  }),
  route({ method: 'GET', url: '/cohort/fairness/download', right, reads: 'none', handle: download }),
];

async function show(ask: Ask): Promise<Reply> {
  const table = await ask.read((tx) => findTable(tx, ask.viewer.schemeId));
  return page({
    title: 'Fairness',
    section: 'outcomes',
    marking,
    body: fairnessPage(table, ask.viewer.may('see:trials')),
    ...(ask.viewer.may('see:outcomes')
      ? { breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'Fairness' }] }
      : {}),
  });
}

async function download(ask: Ask): Promise<Reply> {
  const table = await ask.read((tx) => findTable(tx, ask.viewer.schemeId));
  if (table?.figures == null) throw notFound();
  const head = [
    ...['by', 'group', 'eligible', 'selected', 'selected ratio'],
    ...['refused', 'decided about', 'refused ratio', 'left', 'left ratio', 'leaving rate ratio'],
    ...['red', 'on the scheme now', 'red ratio', 'mean days'],
  ];
  const cell = (value: number | null): string | number => value ?? 'not shown';
  const ratio = ({ ratio: found }: Pick<Share, 'ratio'>): string => ratioWords(found) ?? 'not shown';
  const line = (by: string, group: GroupLine): string =>
    csvLine([
      ...[by, group.name, cell(group.eligible), cell(group.selected.events), ratio(group.selected)],
      ...[cell(group.refused.events), cell(group.refused.of), ratio(group.refused)],
      ...[cell(group.left.events), ratio(group.left), ratio({ ratio: group.leaving })],
      ...[cell(group.red.events), cell(group.red.of), ratio(group.red), cell(group.meanDays)],
    ]);
  return markedCsv(ask, {
    name: `fairness-${table.dataTo}`,
    marking,
    said: [`Data to ${table.dataTo}`, 'Counts of 1 to 4, and others that would tell of them, are not shown'],
    lines: [
      csvLine(head),
      ...table.figures.dimensions.flatMap(({ dimension, groups }) =>
        groups.map((group) => line(dimensionWords[dimension], group)),
      ),
    ],
  });
}
