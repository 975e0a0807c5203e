import type { TimelineEntry, TimelineSource, TimelineWindow } from '../../web/wing.ts';
import { certaintyOf, nameOfOrder } from './rules.ts';
import { listRecordLines, type RecordLine, recordsOf } from './store.ts';
import { type CustodySpell, certaintyWords, type Offence, outcomeWords, type Supervision } from './types.ts';

/** Offences, custody and orders of a person as lines of a timeline: what the viewer may see of them. */
export const recordEntries: TimelineSource = async (tx, personId, _limit, window) => {
  if (window !== undefined) return windowOf(await listRecordLines(tx, personId, asked(window)), personId);
  const { offences, custody, supervision } = await recordsOf(tx, personId);
  return entriesOf(personId, offences, custody, supervision);
};

const kinds = ['offence', 'custody', 'supervision'] as const;

const asked = (window: TimelineWindow) => ({
  ...window,
  kinds: kinds.filter((kind) => window.kinds === undefined || window.kinds.includes(kind)),
});

const windowOf = (lines: readonly RecordLine[], personId: number): TimelineEntry[] =>
  lines.flatMap((line) => {
    const entry = entryOf(line, `/people/${personId}/offending`);
    return entry === undefined
      ? []
      : [{ ...entry, ...(line.newAt === null ? {} : { changedAt: line.newAt.toISOString() }) }];
  });

function entryOf({ what, offence, custody, order }: RecordLine, href: string): TimelineEntry | undefined {
  if (offence !== null) return offenceEntry(offence, href);
  if (custody !== null) return custodyEntries(custody, href)[what === 'received' ? 0 : 1];
  return order === null ? undefined : orderEntries(order, href)[what === 'begins' ? 0 : 1];
}

export function entriesOf(
  personId: number,
  offences: readonly Offence[],
  custody: readonly CustodySpell[],
  supervision: readonly Supervision[],
): TimelineEntry[] {
  const href = `/people/${personId}/offending`;
  return [
    ...offences.map((offence) => offenceEntry(offence, href)),
    ...custody.flatMap((spell) => custodyEntries(spell, href)),
    ...supervision.flatMap((order) => orderEntries(order, href)),
  ].sort((one, other) => (one.at < other.at ? 1 : -1));
}

const sentence = (text: string | null): string => (text === null ? '' : `: ${text}`);

const offenceEntry = (offence: Offence, href: string): TimelineEntry => ({
  day: offence.offenceDate,
  at: offence.offenceDate,
  kind: 'offence',
  title: offence.title ?? offence.offenceCode,
  detail: `${certaintyWords[certaintyOf(offence)]}. ${outcomeWords[offence.outcome]}${sentence(offence.sentence)}`,
  agency: offence.agency,
  href: `${href}#offence-${offence.id}`,
});

function custodyEntries(spell: CustodySpell, href: string): TimelineEntry[] {
  const where = spell.kind === 'prison' ? spell.place : `police custody at ${spell.place}`;
  const common = { kind: 'custody', agency: spell.agency, href } as const;
  const reason = spell.reason === null ? {} : { detail: spell.reason };
  const received = {
    ...common,
    ...reason,
    day: spell.fromDay,
    at: spell.fromDay,
    title: `Received into ${where}`,
  };
  if (spell.toDay === null || (spell.kind === 'police' && spell.toDay === spell.fromDay)) return [received];
  const release = spell.releaseType === null ? {} : { detail: spell.releaseType.replaceAll('-', ' ') };
  return [
    received,
    { ...common, ...release, day: spell.toDay, at: `${spell.toDay}T00:01`, title: `Released from ${where}` },
  ];
}

function orderEntries(order: Supervision, href: string): TimelineEntry[] {
  const name = nameOfOrder(order);
  const common = { kind: 'supervision', agency: order.agency, href } as const;
  const begins = { ...common, day: order.fromDay, at: `${order.fromDay}T00:02`, title: `${name} begins` };
  if (order.toDay === null) return [begins];
  return [begins, { ...common, day: order.toDay, at: `${order.toDay}T00:03`, title: `${name} ends` }];
}
