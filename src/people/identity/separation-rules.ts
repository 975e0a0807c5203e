import { londonDay } from '../../kernel/clock.ts';
import type { TimelineEntry } from '../../web/wing.ts';

export const itemVerdicts = ['stays', 'moved', 'anew'] as const;
export type ItemVerdict = (typeof itemVerdicts)[number];

export const itemVerdictWords: Record<ItemVerdict, string> = {
  stays: 'Stays: it is about this person',
  moved: 'Went to the other person',
  anew: 'Is about the other person: to be written anew there',
};

/** Came with a record and followed it: nobody has to say whose it is. */
const followsItsRecord: readonly TimelineEntry['kind'][] = ['offence', 'custody', 'supervision'];

/** Something done with somebody while a record was wrongly part of them. */
export interface Happening {
  /** What it is known by: its kind, and where it is; no words of it. */
  item: string;
  entry: TimelineEntry;
  /** The contact that it is, where it is one: the only thing that can be given to the other person as it is. */
  contactId: number | undefined;
}

const contactPath = /^\/people\/\d+\/contacts\/(\d{1,15})$/;

/** Contacts of the year before the record came are looked at too: whoever was met may have been the other all along. */
export const lookedAtFrom = (since: Date): Date => new Date(since.getTime() - 365 * 24 * 60 * 60 * 1000);

/**
 * What must be looked at: everything since the record came but what came by records themselves, and older contacts. Newest
 * first.
 */
export function happeningsOf(entries: readonly TimelineEntry[], since: Date): Happening[] {
  const from = londonDay(since);
  const found = new Map<string, Happening>();
  for (const entry of entries) {
    if (followsItsRecord.includes(entry.kind) || (entry.day < from && entry.kind !== 'contact')) continue;
    const item = `${entry.kind} ${entry.href ?? entry.at}`.slice(0, 200);
    const contact = entry.kind === 'contact' ? contactPath.exec(entry.href ?? '')?.[1] : undefined;
    if (!found.has(item))
      found.set(item, { item, entry, contactId: contact === undefined ? undefined : Number(contact) });
  }
  return [...found.values()];
}

/** Whoever wrote it says whose it is; what names no agency, any of those who work with the person. */
export const isOwn = ({ entry }: Happening, agencyName: string): boolean =>
  entry.agency === undefined || entry.agency === agencyName;

export const toldHow: Readonly<Record<string, string>> = {
  looked: 'looked at the person',
  alert: 'was alerted',
  report: 'had a report',
  notice: 'was told of the case',
};
