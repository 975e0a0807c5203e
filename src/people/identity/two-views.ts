import { showMoment } from '../../kernel/clock.ts';
import { type Html, html } from '../../web/html.ts';
import type { ByTwo } from './two-store.ts';

const said = (why: string | null): Html | '' => (why === null ? '' : html`: “${why}”`);

/** "Proposed by X on …: “…”. Agreed by Y on …: “…”", each with the reason that is theirs. */
export const twoWords = (two: ByTwo): Html =>
  html`Proposed by ${two.proposer} on ${showMoment(two.proposedAt)}${said(two.why)}.<br>Agreed by ${two.second} on ${showMoment(two.agreedAt)}${two.withheld ? ', with a reason for those who may see both records' : said(two.secondWhy)}.`;

/** Who decided, and why, whether one person or two did. */
export const decidedBy = ({ staff, why }: { staff: string; why: string }, two: ByTwo | undefined): Html =>
  two === undefined ? html`${staff}${said(why)}` : twoWords(two);

/** Where the deciders’ names stand elsewhere: one person’s reason, or both with theirs. */
export const decidedWhy = (why: string, two: ByTwo | undefined): Html | string =>
  two === undefined ? why : twoWords(two);

/** Whether a decision stands; where two people put it back, who they were. */
export const standsOr = (
  { supersededAt }: { supersededAt: Date | null },
  ended: ByTwo | undefined,
): Html | string =>
  supersededAt === null
    ? 'Stands'
    : html`Taken back or decided anew, ${showMoment(supersededAt)}${ended === undefined ? '' : html`<br>${twoWords(ended)}`}`;

/** In a sentence: "proposed by X, agreed by Y". */
export const byNames = (staff: string, two: ByTwo | undefined): string =>
  two === undefined ? `by ${staff}` : `proposed by ${two.proposer}, agreed by ${two.second}`;
