import Type from 'typebox';
import { showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson, PersonReference } from '../../web/wing.ts';
import type { References } from '../ports.ts';
import { sayWhose, sayWritten, takeItemBack } from './separation-acts.ts';
import { previewPage, type SayAgain } from './separation-list-views.ts';
import {
  chosenOf,
  goneOf,
  groupOf,
  type ItemVerdict,
  isAll,
  itemVerdicts,
  type LeftOut,
  type Listed,
  leftOutOf,
  listedOf,
  restOf,
  sinceDay,
} from './separation-rules.ts';
import {
  getSeparation,
  listItems,
  listOwnTold,
  listTold,
  markSeen,
  type Separation,
} from './separation-store.ts';
import { separationPage, toldPage } from './separation-views.ts';
import { findPerson } from './store.ts';
import { listTwo } from './two-store.ts';

const params = Type.Object({ id: idParams.properties.id, separation: idParams.properties.id });
const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });

export interface SeparationPorts {
  framePerson: FramePerson;
  references: References;
}

/** What follows when a record leaves somebody: whose is what was done meanwhile, and who is told again. */
export const separationPages = (ports: SeparationPorts): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/separations/:separation',
    right: ['see:records', 'contact:record'],
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) => ask.read((tx) => showSeparation(tx, ask, ports, emptyAgain)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/:separation',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({
      items: fieldList(500),
      verdict: field(10),
      why: field(2_000),
      step: field(10),
      rest: field(10),
      restItems: fieldList(500),
      left: fieldList(500),
    }),
    handle: (ask) => sayFromForm(ask, ports),
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/items/:item/take-back',
    right: 'contact:record',
    reads: 'none',
    about: 'person',
    params: itemParams,
    body: formBody({ together: field(3) }),
    handle: async (ask) => {
      const { id, item } = ask.params;
      const input = { itemId: item, personId: id, together: ask.body.together === 'yes' };
      const { separationId, back, drafts } = await ask.perform(
        takeItemBack,
        input,
        ask.body._key ?? newKey(),
      );
      return redirect(
        `/people/${id}/separations/${separationId}`,
        `${back === 1 ? 'It was taken back and waits again.' : `${back} were taken back and wait again.`}${draftsBack(drafts)}`,
      );
    },
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/items/:item/written',
    right: 'contact:record',
    reads: 'none',
    about: 'person',
    params: itemParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id, item } = ask.params;
      const input = { itemId: item, personId: id };
      const { separationId } = await ask.perform(sayWritten, input, ask.body._key ?? newKey());
      return redirect(
        `/people/${id}/separations/${separationId}#said`,
        'It was noted that it is written there now.',
      );
    },
  }),
  route({
    method: 'GET',
    url: '/identity/told',
    right: 'signed-in',
    reads: 'list',
    section: 'people',
    handle: showTold,
  }),
];

const draftsBack = (drafts: number): string =>
  drafts === 0
    ? ''
    : ` ${drafts === 1 ? 'A referral is' : `${drafts} referrals are`} a draft here: no provider sees it until it is sent.`;

type SeparationAsk<Body = unknown> = Ask<{ id: number; separation: number }, unknown, Body>;

const emptyAgain: SayAgain = { items: [], verdict: '', why: '', key: undefined, errors: [] };

/** Everything that the rooms wrote about the person since the record came, as far as the viewer may see it. */
async function listAll(
  tx: Tx,
  { viewer }: Pick<Ask, 'viewer'>,
  references: readonly PersonReference[],
  separation: Pick<Separation, 'personId' | 'otherId' | 'since'>,
): Promise<Listed[]> {
  const { personId, otherId } = separation;
  const other = await findPerson(tx, otherId);
  const about = { personId, viewer, from: sinceDay(separation.since), otherId: other?.id ?? null };
  return listedOf(references, await Promise.all(references.map((one) => one.list(tx, about))));
}

async function showSeparation(
  tx: Tx,
  ask: SeparationAsk,
  ports: SeparationPorts,
  again: SayAgain,
): Promise<Reply> {
  const { viewer, today, params: at } = ask;
  const personId = at.id;
  const separation = await getSeparation(tx, personId, at.separation);
  const frame = await ports.framePerson(tx, { personId, viewer, today, path: '/people/:id/records' });
  const references = ports.references();
  const [listed, gone, said, told, other, two] = await Promise.all([
    listAll(tx, ask, references, separation),
    Promise.all(
      references.map(async (one) => (await one.gone?.(tx, { separationId: separation.id, viewer })) ?? []),
    ),
    listItems(tx, separation.id),
    listTold(tx, separation.id),
    findPerson(tx, separation.otherId),
    listTwo(tx, [separation.decisionId]),
  ]);
  await noteOpened(tx, ask);
  return page({
    title: `What followed the separation – ${frame.name}`,
    section: 'people',
    status: formStatus({ errors: again.errors }),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(again.errors),
    body: separationPage({
      personId,
      separation,
      two: two.made.get(separation.decisionId),
      office: { isViewer: viewer.may('case:allocate'), mayNominate: viewer.may('nomination:make') },
      seesOther: other !== undefined,
      seesRecords: viewer.may('see:records'),
      references,
      listed,
      gone: goneOf(references, gone),
      said,
      told,
      ownAgencyId: viewer.agencyId,
      csrfToken: viewer.may('contact:record') ? ask.csrfToken : undefined,
      again,
    }),
  });
}

const noteOpened = (tx: Tx, ask: SeparationAsk): Promise<void> =>
  ask.opened(tx, {
    act: 'person:separation',
    subject: 'separation',
    subjectId: ask.params.separation,
    personId: ask.params.id,
  });

const isVerdict = (text: string): text is ItemVerdict => itemVerdicts.some((verdict) => verdict === text);

interface SayBody {
  items?: string[];
  verdict?: string;
  why?: string;
  step?: string;
  /** Whether what lies ahead of a series goes with one of it, and what that was when the question was asked. */
  rest?: string;
  restItems?: string[];
  /** What was ticked and left out: the ticks come back with “Change”. */
  left?: string[];
  _key?: string;
}

interface Chosen {
  chosen: Listed[];
  leftOut: LeftOut[];
  /** Ticked, and not on the list any more. */
  lost: number;
  seesOther: boolean;
  /** What lies ahead of a series of which one would go, while nobody has said whether it goes with it. */
  rest: Listed[];
  saidAlready: string[];
  errors: FieldError[];
}

const isRestAnswer = (text: string | undefined): boolean => text === 'with' || text === 'alone';

/** What was ticked, and what was said to go with it. */
const wantedItems = ({ items = [], rest, restItems = [] }: SayBody): string[] => [
  ...new Set(rest === 'with' ? [...items, ...restItems] : items),
];

/**
 * What was ticked is held against the list: what the viewer's own agency wrote since the record came. What was answered
 * meanwhile stays chosen when it is saved: it is another's word, or this form sent twice, and the act knows which.
 */
async function readChosen(tx: Tx, ask: SeparationAsk<SayBody>, ports: SeparationPorts): Promise<Chosen> {
  const { verdict = '', why = '' } = ask.body;
  const items = wantedItems(ask.body);
  const separation = await getSeparation(tx, ask.params.id, ask.params.separation);
  const listed = await listAll(tx, ask, ports.references(), separation);
  const said = new Set((await listItems(tx, separation.id)).map(({ item }) => item));
  const open = listed.filter(({ item, thing }) => thing.agencyId === ask.viewer.agencyId && !said.has(item));
  const chosen = isVerdict(verdict) ? chosenOf(items, open, verdict) : [];
  const leftOut = isVerdict(verdict) ? leftOutOf(items, open, verdict) : [];
  const saidAlready = items.filter((item) => said.has(item));
  const rest = verdict === 'moved' && !isRestAnswer(ask.body.rest) ? restOf(chosen, open) : [];
  const listedItems = new Set(open.map(({ item }) => item));
  return {
    chosen,
    leftOut,
    rest,
    saidAlready,
    lost: items.filter((item) => !isAll(item) && !said.has(item) && !listedItems.has(item)).length,
    seesOther: (await findPerson(tx, separation.otherId)) !== undefined,
    errors: faultsOf({ items, verdict, why, chosen, saidAlready, leftOut, open }),
  };
}

interface Read extends Pick<Chosen, 'chosen' | 'saidAlready' | 'leftOut'> {
  items: readonly string[];
  verdict: string;
  why: string;
  open: readonly Listed[];
}

/** Each at the group of what it speaks of. One tick that does not fit refuses nothing but itself: the preview names it. */
function faultsOf({ items, verdict, why, chosen, saidAlready, leftOut, open }: Read): FieldError[] {
  const [first] = open;
  const anywhere = first === undefined ? 'verdict' : groupOf(first);
  const errors: FieldError[] = [];
  if (items.length === 0) errors.push({ field: anywhere, text: 'Choose what you decide about' });
  if (!isVerdict(verdict)) errors.push({ field: 'verdict', text: 'Choose whose they are' });
  if (why.trim() === '') errors.push({ field: 'why', text: 'Say why' });
  if (!isVerdict(verdict) || items.length === 0 || chosen.length + saidAlready.length > 0) return errors;
  const refused = leftOut.flatMap(({ one, because }) =>
    one === undefined
      ? []
      : [
          {
            field: groupOf(one),
            text: `${showShortDay(one.thing.day)}, ${one.thing.title}: ${because}. Untick it, or choose another answer`,
          },
        ],
  );
  return [
    ...errors,
    ...(refused.length > 0
      ? refused
      : [{ field: anywhere, text: 'Choose something from the list that has this answer' }]),
  ];
}

/** Between the preview and the button somebody answered, or a thing changed: it is looked at once more. */
const previewFaults = ({ rest, leftOut, lost }: Chosen, step: string): FieldError[] => {
  if (step !== 'save') return [];
  const errors: FieldError[] = [];
  if (rest.length > 0) errors.push({ field: 'rest', text: 'Say whether the appointments ahead go with it' });
  if (lost > 0 || leftOut.some(({ one }) => one !== undefined))
    errors.push({
      field: 'left-out',
      text: 'Not all of these have this answer any more: look again before you save',
    });
  return errors;
};

async function sayFromForm(ask: SeparationAsk<SayBody>, ports: SeparationPorts): Promise<Reply> {
  const { items = [], left = [], verdict = '', step = '', _key: key } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const again: SayAgain = { ...emptyAgain, items: [...items, ...left], verdict, why, key };
  if (step === 'change') return ask.read((tx) => showSeparation(tx, ask, ports, again));
  const read = await ask.read((tx) => readChosen(tx, ask, ports));
  const { chosen, saidAlready, errors } = read;
  if (errors.length > 0 || !isVerdict(verdict))
    return ask.read((tx) => showSeparation(tx, ask, ports, { ...again, errors }));
  const faults = previewFaults(read, step);
  if (step !== 'save' || faults.length > 0)
    return ask.read((tx) => showPreview(tx, ask, ports, { ...read, verdict, why, errors: faults }));
  const { id: personId, separation: separationId } = ask.params;
  const named = [...chosen.map(({ item }) => item), ...saidAlready].sort();
  try {
    const done = await ask.perform(
      sayWhose,
      { separationId, personId, items: named, verdict, why },
      key ?? newKey(),
    );
    return redirect(
      `/people/${personId}/separations/${separationId}#said`,
      `${done.said === 1 ? 'It was' : `${done.said} were`} noted. You may take ${done.said === 1 ? 'it' : 'them'} back below.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
    const [first] = chosen;
    const fault = { field: first === undefined ? 'verdict' : groupOf(first), text: error.message };
    return ask.read((tx) => showSeparation(tx, ask, ports, { ...again, key: newKey(), errors: [fault] }));
  }
}

async function showPreview(
  tx: Tx,
  ask: SeparationAsk<SayBody>,
  ports: SeparationPorts,
  would: Omit<Chosen, 'saidAlready'> & { verdict: ItemVerdict; why: string },
): Promise<Reply> {
  const { viewer, today, params: at } = ask;
  const frame = await ports.framePerson(tx, {
    personId: at.id,
    viewer,
    today,
    path: '/people/:id/records',
  });
  await noteOpened(tx, ask);
  return page({
    title: `Check before you save – ${frame.name}`,
    section: 'people',
    status: formStatus({ errors: would.errors }),
    errors: summaryOf(would.errors),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    body: previewPage({
      action: `/people/${at.id}/separations/${at.separation}`,
      csrfToken: ask.csrfToken,
      key: ask.body._key,
      ...would,
    }),
  });
}

async function showTold(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const told = await listOwnTold(tx, ask.viewer.staffId);
    await ask.listed(tx, {
      act: 'identity:told',
      subject: 'person',
      people: told,
    });
    for (const one of told) if (one.seenAt === null) await markSeen(tx, ask.viewer.staffId, one.id);
    return page({
      title: 'People who turned out to be two',
      section: 'people',
      body: toldPage(told, {
        looksAgain: ask.viewer.may('see:records') || ask.viewer.may('contact:record'),
        isOffice: ask.viewer.may('case:allocate'),
      }),
    });
  });
}
