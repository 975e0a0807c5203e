import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import type { Rag } from '../../web/components/index.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { listOpenMeetings } from '../panels/meetings.ts';
import {
  planTransition,
  rateMember,
  resumeMember,
  setReviewDate,
  setStatutory,
  setStrand,
  setTier,
  suspendMember,
} from './acts.ts';
import { changePage } from './change-view.ts';
import { changeFormTitle } from './change-words.ts';
import { type CurrentMembership, findMembership, listMemberships } from './memberships.ts';
import { type MembershipWords, membershipPage } from './person-view.ts';
import { readRag, readReview, readStatutory, readTier, readTransition, readWhy } from './rules.ts';
import type { ClockRule } from './scheme-clock.ts';
import { findBorn, listChanges, listSpells } from './store.ts';
import { type Change, type ChangeForm, changes, kindOfChange } from './types.ts';

const path = '/people/:id/membership';
const changeParams = Type.Object({ id: idParams.properties.id, what: oneOf(changes) });

export const membershipPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: path,
    right: 'see:cohort',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showMembership(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: `${path}/:what`,
    right: 'membership:rate',
    reads: 'person',
    about: 'person',
    params: changeParams,
    handle: (ask) => ask.read((tx) => showChange(tx, ask, framePerson, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: `${path}/:what`,
    right: 'membership:rate',
    reads: 'person',
    about: 'person',
    params: changeParams,
    body: formBody({ value: field(40), day: field(10), plan: field(4_500), why: field(4_000) }),
    handle: (ask) => changeFromForm(ask, framePerson),
  }),
];

/** The words of the scheme's rules, which pages about a membership need. */
export async function loadWords(
  tx: Tx,
  { viewer, today }: Pick<Ask, 'viewer' | 'today'>,
): Promise<MembershipWords> {
  const { schemeId } = viewer;
  type Codes = { code: string; name: string }[];
  const strands = await ruleInForce<{ strands: Codes }>(tx, schemeId, 'strands', today);
  const tiers = await ruleInForce<{ tiers: Codes }>(tx, schemeId, 'tiers', today);
  const rag = await ruleInForce<{ meanings: Partial<Record<Rag, string>> }>(tx, schemeId, 'rag', today);
  const clock = await findRule<ClockRule>(tx, schemeId, 'membership-clock', today);
  return {
    strands: strands.body.strands,
    clock: clock && { suspendedBy: clock.body.suspendedBy, example: clock.example },
    tiers: tiers.body.tiers,
    rag: { meanings: rag.body.meanings, example: rag.example },
  };
}

async function showMembership(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, { personId: id, viewer: ask.viewer, today: ask.today, path });
    const all = await listMemberships(tx, id);
    const current = await findMembership(tx, id);
    await ask.opened(tx, {
      act: 'membership:open',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: all.map((membership) => membership.id),
    });
    return page({
      title: `Membership – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: membershipPage({
        personId: id,
        current,
        past: all.filter(({ leftOn }) => leftOn !== null),
        changes: await listChanges(tx, id, 100),
        spells: ask.viewer.may('see:custody') ? await listSpells(tx, id) : null,
        born: await findBorn(tx, id),
        words: await loadWords(tx, ask),
        today: ask.today,
        mayTransfer: ask.viewer.may('membership:transfer'),
        mayChange: ask.viewer.may('membership:rate'),
        meetings: ask.viewer.may('panel:prepare') ? await listOpenMeetings(tx, ask.viewer) : undefined,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

type Perform = (base: { membershipId: number; version: number }, key: string) => Promise<unknown>;

type ChangeAsk = Ask<{ id: number; what: Change }>;

interface Showing {
  values: ChangeForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showChange(
  tx: Tx,
  ask: ChangeAsk,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id, what } = ask.params;
  const frame = await framePerson(tx, { personId: id, viewer: ask.viewer, today: ask.today, path });
  const membership = await getCurrent(tx, id);
  await ask.opened(tx, { act: 'membership:form', subject: 'person', subjectId: id, personId: id });
  return page({
    title: `${changeFormTitle(what, membership)} – ${frame.name}`,
    section: 'cohort',
    status: showing.theirs !== undefined ? 409 : showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: changePage({
      personId: id,
      what,
      membership,
      words: await loadWords(tx, ask),
      csrfToken: ask.csrfToken,
      ...showing,
    }),
  });
}

export async function getCurrent(tx: Tx, personId: number): Promise<CurrentMembership> {
  const membership = await findMembership(tx, personId);
  if (membership === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'This person is not on the scheme.' });
  return membership;
}

type FormAsk = Ask<{ id: number; what: Change }, unknown, ChangeForm & { _key?: string; _version?: number }>;

type Reader = (
  ask: FormAsk,
  membership: CurrentMembership,
  words: MembershipWords,
) => { perform: Perform } | { errors: FieldError[] };

/** What each form means, and the act that it asks for. */
const readers: Record<Change, Reader> = {
  rag: (ask) => {
    const read = readRag(ask.body);
    if ('errors' in read) return read;
    return {
      perform: (base, key) => ask.perform(rateMember, { ...base, rag: read.value, why: read.why }, key),
    };
  },
  tier: (ask, _, { tiers }) => {
    const read = readTier(ask.body, tiers);
    if ('errors' in read) return read;
    return {
      perform: (base, key) => ask.perform(setTier, { ...base, tier: read.value, why: read.why }, key),
    };
  },
  'review-date': (ask) => {
    const read = readReview(ask.body, ask.today);
    if ('errors' in read) return read;
    return {
      perform: (base, key) =>
        ask.perform(setReviewDate, { ...base, nextReview: read.value, why: read.why }, key),
    };
  },
  state: (ask, { state }) => {
    const read = readWhy(ask.body);
    if ('errors' in read) return read;
    const act = state === 'suspended' ? resumeMember : suspendMember;
    return { perform: (base, key) => ask.perform(act, { ...base, why: read.why }, key) };
  },
  strand: (ask) => {
    // Whether they are of an age for it is asked by the act, which knows when they were born.
    const read = readWhy(ask.body);
    if ('errors' in read) return read;
    const strand = ask.body.value ?? '';
    return { perform: (base, key) => ask.perform(setStrand, { ...base, strand, why: read.why }, key) };
  },
  statutory: (ask, membership) => {
    const read = readStatutory(ask.body, membership, ask.today);
    if ('errors' in read) return read;
    const { status: statutory, from } = read.value;
    return {
      perform: (base, key) => ask.perform(setStatutory, { ...base, statutory, from, why: read.why }, key),
    };
  },
  transition: (ask) => {
    const read = readTransition(ask.body);
    if ('errors' in read) return read;
    return {
      perform: (base, key) => ask.perform(planTransition, { ...base, plan: read.value, why: read.why }, key),
    };
  },
};

async function changeFromForm(ask: FormAsk, framePerson: FramePerson): Promise<Reply> {
  const { id, what } = ask.params;
  const key = ask.body._key ?? newKey();
  const [membership, words] = await ask.read(async (tx) => {
    // First of all: somebody they may not see is not found, whether on the scheme or not.
    await framePerson(tx, { personId: id, viewer: ask.viewer, today: ask.today, path });
    return [await getCurrent(tx, id), await loadWords(tx, ask)] as const;
  });
  const base = { membershipId: membership.id, version: ask.body._version ?? 0 };
  const shown = { values: ask.body, key: ask.body._key };
  const failed = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showChange(tx, ask, framePerson, { ...shown, errors }));
  const read = readers[what](ask, membership, words);
  if ('errors' in read) return failed(read.errors);
  try {
    await read.perform(base, key);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return failed(error.fields);
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const theirs = theirWords(error, what);
    return ask.read((tx) =>
      showChange(tx, ask, framePerson, { ...shown, errors: [], key: newKey(), theirs }),
    );
  }
  return redirect(`/people/${id}/membership`, 'The membership was changed.');
}

const theirWords = (error: WaymarkError, what: Change): string => {
  const current = error.data.current as Record<string, unknown> | undefined;
  return String(current?.[kindOfChange(what)] ?? 'Something else');
};
