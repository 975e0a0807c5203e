import type { StaffViewer } from '../../access/viewers.ts';
import { riskLists } from '../../casework/index.ts';
import { ageOn, type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { findRule } from '../../scheme/rules.ts';
import {
  type IdentityBarModel,
  type IdentityFlag,
  identityBar,
  subNavigation,
} from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { peopleCrumb } from '../../web/people-crumb.ts';
import { mayEnter } from '../../web/route.ts';
import type { FramePerson, PersonFrame, PersonTab } from '../../web/wing.ts';
import { orderWords, reportedOf, reportedWords, statutoryWords } from './rules.ts';
import { type FrameRow, findFrame, type WorkerRow } from './store.ts';

export interface FramedPerson {
  frame: PersonFrame;
  row: FrameRow;
}

type FrameAsk = { personId: number; viewer: StaffViewer; today: Day; path: string };

/** The frame of every page of a person. A person the viewer has no reason for is not found. */
export const framePersonWith =
  (tabs: () => readonly PersonTab[]): FramePerson =>
  async (tx, ask) =>
    (await framed(tx, ask, tabs())).frame;

/** The frame with what it was made from: one statement, and the rules' names, which are kept for seconds. */
export async function framed(tx: Tx, ask: FrameAsk, tabs: readonly PersonTab[]): Promise<FramedPerson> {
  const { personId, viewer, today, path } = ask;
  const row = await findFrame(tx, personId, viewer.staffId, today);
  if (row === undefined) throw notFound();
  const name = `${row.givenNames} ${row.familyName}`;
  const href = `/people/${personId}`;
  const items = tabs
    .filter((tab) => mayEnter(viewer, tab.right))
    .map((tab) => ({
      text: tab.text,
      href: tab.path.replace(':id', String(personId)),
      active: tab.path === path,
    }));
  const bar = identityBar({
    ...identityOf(row, viewer, today),
    ...(await statusOf(tx, row, viewer, today)),
    flags: [...flagsOf(row), ...(await riskFlagsOf(tx, row, viewer, today))],
    ...photoOf(row, name, viewer),
    name,
    href,
    whyHref: `${href}/access`,
  });
  return {
    row,
    frame: {
      name,
      // Emergency access is for seeing: nothing is written by it.
      isMember: row.onScheme && row.breakGlassUntil === null,
      breadcrumbs: [peopleCrumb(viewer), { text: name, href }],
      above: html`${bar}${subNavigation({ label: 'Pages about this person', items })}`,
    },
  };
}

type BarPart = Partial<IdentityBarModel>;

function photoOf({ id, photo, onScheme }: FrameRow, name: string, viewer: StaffViewer): BarPart {
  const photoHref = `/people/${id}/photo`;
  if (photo === null) return onScheme && viewer.may('photo:record') ? { photoHref } : {};
  const alt = `Photo of ${name}, taken ${showDay(photo.takenOn)}`;
  return { photo: { src: `${photoHref}/${photo.id}`, alt }, photoHref };
}

function identityOf(row: FrameRow, viewer: StaffViewer, today: Day): BarPart {
  return {
    aliases: { count: row.aliases },
    ...(row.born === null ? {} : { dateOfBirth: showDay(row.born), age: ageOn(row.born, today) }),
    ...(row.pnc === null ? {} : { pnc: row.pnc }),
    ...(row.crn === null ? {} : { crn: row.crn }),
    ...(row.prisonNumber === null ? {} : { prisonNumber: row.prisonNumber }),
    ...custodyOf(row, viewer),
    leads: (row.workers ?? []).map((worker) => ({
      name: worker.name,
      agency: worker.agency,
      role: worker.kind === 'lead' ? 'Lead' : worker.kind === 'embedded' ? 'Link worker' : 'Co-worker',
      ...(worker.phone === null ? {} : { phone: worker.phone }),
      ...(worker.away === null ? {} : { away: awayWords(worker.away) }),
    })),
    ...restrictionOf(row),
  };
}

/** Whom to ask instead: the deputy has the case until then. */
const awayWords = ({ until, deputy, phone }: NonNullable<WorkerRow['away']>): string =>
  `away until ${showShortDay(until)}; ${deputy === null ? 'nobody covers yet' : `${deputy} covers${phone === null ? '' : `, ${phone}`}`}`;

function custodyOf(row: FrameRow, viewer: StaffViewer): BarPart {
  const reported = reportedOf(row);
  if (reported !== undefined) return { custody: reportedWords(reported) };
  if (row.custody === null)
    return viewer.may('see:custody') && row.member !== null ? { custody: 'In the community' } : {};
  const until = row.custody.until === null ? '' : ` until ${showDay(row.custody.until)}`;
  return {
    custody: `${row.custody.kind === 'police' ? 'Police custody, ' : ''}${row.custody.place}${until}`,
  };
}

/** Flags that the orders and the records carry. */
function flagsOf(row: FrameRow): IdentityFlag[] {
  const { rosh, mappa } = row.supervision ?? { rosh: null, mappa: null };
  return [
    ...(rosh !== null && /high/i.test(rosh)
      ? [{ text: `Risk of serious harm: ${rosh.replaceAll('-', ' ')}` }]
      : []),
    ...(mappa === null || mappa === '' ? [] : [{ text: `MAPPA level ${mappa.replace(/^level[ -]?/i, '')}` }]),
    ...(row.linkStatus === 'needs-attention' ? [{ text: 'Identity needs attention' }] : []),
    ...(row.isEmptied ? [{ text: 'No record any more: all were taken back' }] : []),
  ];
}

/** Flags that somebody set, under the scheme's names; one that nobody looked at by its day says so. */
async function riskFlagsOf(tx: Tx, row: FrameRow, viewer: StaffViewer, today: Day): Promise<IdentityFlag[]> {
  const flags = row.flags ?? [];
  if (flags.length === 0) return [];
  const { flags: kinds } = await riskLists(tx, viewer.schemeId, today);
  return flags.map(({ kind, reviewOn }) => {
    const known = kinds.find(({ code }) => code === kind);
    const words = known?.toStaff === true ? 'take care' : (known?.name ?? kind);
    return {
      text: reviewOn < today ? `${words} (review overdue since ${showDay(reviewOn)})` : words,
      riskToStaff: known?.toStaff === true,
      ...(viewer.may('see:risk') ? { href: `/people/${row.id}/risk#flags` } : {}),
    };
  });
}

function restrictionOf(row: FrameRow): BarPart {
  if (row.breakGlassUntil !== null)
    return {
      restriction: `You took emergency access. It ends at ${showMoment(new Date(row.breakGlassUntil))} and will be reviewed.`,
    };
  return row.limited === true ? { restriction: 'Limited access: only named staff may see this person.' } : {};
}

async function statusOf(tx: Tx, row: FrameRow, viewer: StaffViewer, today: Day): Promise<BarPart> {
  const { member, supervision } = row;
  // Who may not read the membership is not told that there is none.
  if (member === null) return row.onScheme ? {} : { status: 'Not on the scheme' };
  const strands = await findRule<{ strands: { code: string; name: string }[] }>(
    tx,
    viewer.schemeId,
    'strands',
    today,
  );
  const tiers = await findRule<{ tiers: { code: string; name: string }[] }>(
    tx,
    viewer.schemeId,
    'tiers',
    today,
  );
  const strand = strands?.body.strands.find(({ code }) => code === member.strand)?.name ?? member.strand;
  const tier = tiers?.body.tiers.find(({ code }) => code === member.tier)?.name ?? member.tier;
  const order =
    supervision === null
      ? statutoryWords[member.statutory]
      : (orderWords[supervision.type] ?? supervision.type);
  return {
    status: member.state === 'suspended' ? 'Suspended' : 'Member',
    strand,
    ...(tier === null ? {} : { tier }),
    rag: { value: member.rag, text: ragWords[member.rag] },
    statutory: {
      text: order,
      ...(supervision === null || supervision.until === null ? {} : { ends: showDay(supervision.until) }),
    },
  };
}
