import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import type { Happened } from '../ports.ts';
import { sayWhose, takeItemBack } from './separation-acts.ts';
import { happeningsOf, type ItemVerdict, isOwn, itemVerdicts, lookedAtFrom } from './separation-rules.ts';
import { getSeparation, listItems, listOwnTold, listTold, markSeen } from './separation-store.ts';
import { separationPage, toldPage } from './separation-views.ts';
import { findPerson } from './store.ts';

const params = Type.Object({ id: idParams.properties.id, separation: idParams.properties.id });
const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });

export interface SeparationPorts {
  framePerson: FramePerson;
  happened: Happened;
}

/** What follows when a record leaves somebody: whose is what was done meanwhile, and who is told again. */
export const separationPages = (ports: SeparationPorts): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/separations/:separation',
    right: 'see:records',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) => ask.read((tx) => showSeparation(tx, ask, ports, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/:separation',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ item: field(200), verdict: field(10), why: field(2_000) }),
    handle: (ask) => sayFromForm(ask, ports),
  }),
  route({
    method: 'POST',
    url: '/people/:id/separations/items/:item/take-back',
    right: 'contact:record',
    reads: 'none',
    about: 'person',
    params: itemParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id, item } = ask.params;
      const input = { itemId: item, personId: id };
      const { separationId } = await ask.perform(takeItemBack, input, ask.body._key ?? newKey());
      return redirect(`/people/${id}/separations/${separationId}`, 'It was taken back and waits again.');
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

interface Again {
  item?: string;
  verdict?: string;
  why?: string;
  key?: string | undefined;
  errors?: readonly FieldError[];
}

type SeparationAsk = Ask<{ id: number; separation: number }>;

async function showSeparation(
  tx: Tx,
  ask: SeparationAsk,
  ports: SeparationPorts,
  again: Again,
): Promise<Reply> {
  const { viewer, today, params: at } = ask;
  const personId = at.id;
  const separation = await getSeparation(tx, personId, at.separation);
  const frame = await ports.framePerson(tx, { personId, viewer, today, path: '/people/:id/records' });
  const [entries, said, told, other] = await Promise.all([
    ports.happened(tx, { personId, viewer, since: lookedAtFrom(separation.since) }),
    listItems(tx, separation.id),
    listTold(tx, separation.id),
    findPerson(tx, separation.otherId),
  ]);
  await ask.opened(tx, {
    act: 'person:separation',
    subject: 'separation',
    subjectId: separation.id,
    personId,
  });
  const errors = again.errors ?? [];
  return page({
    title: `What followed the separation – ${frame.name}`,
    section: 'people',
    status: formStatus({ errors }),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: separationPage({
      personId,
      separation,
      seesOther: other !== undefined,
      happenings: happeningsOf(entries, separation.since),
      said,
      told,
      ownAgency: viewer.agencyName,
      csrfToken: viewer.may('contact:record') ? ask.csrfToken : undefined,
      again: {
        item: again.item ?? '',
        verdict: again.verdict ?? '',
        why: again.why ?? '',
        key: again.key,
        errors,
      },
    }),
  });
}

const isVerdict = (text: string): text is ItemVerdict => itemVerdicts.some((verdict) => verdict === text);

/** What is typed instead of chosen is held against the list: what the viewer's own agency did since the record came. */
const isTheirs = (
  ask: Ask<{ id: number; separation: number }, unknown, SayBody>,
  { happened }: SeparationPorts,
  item: string,
): Promise<boolean> =>
  ask.read(async (tx) => {
    const { viewer, params: at } = ask;
    const { since } = await getSeparation(tx, at.id, at.separation);
    // What was answered already is another's word, or this form sent twice: the act knows which.
    const said = await listItems(tx, at.separation);
    if (said.some((one) => one.item === item)) return true;
    const entries = await happened(tx, { personId: at.id, viewer, since: lookedAtFrom(since) });
    return happeningsOf(entries, since).some((one) => one.item === item && isOwn(one, viewer.agencyName));
  });

interface SayBody {
  item?: string;
  verdict?: string;
  why?: string;
  _key?: string;
}

async function sayFromForm(
  ask: Ask<{ id: number; separation: number }, unknown, SayBody>,
  ports: SeparationPorts,
): Promise<Reply> {
  const { id, separation } = ask.params;
  const { item = '', verdict = '', _key } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const errors: FieldError[] = [];
  if (item === '') errors.push({ field: 'item', text: 'Choose what you decide about' });
  if (!isVerdict(verdict)) errors.push({ field: 'verdict', text: 'Choose whose it is' });
  if (verdict === 'moved' && !item.startsWith('contact '))
    errors.push({
      field: 'verdict',
      text: 'Only a contact can go as it is. Say that it is to be written anew.',
    });
  if (why === '') errors.push({ field: 'why', text: 'Say why' });
  const again = { item, verdict, why, key: _key };
  if (item !== '' && !(await isTheirs(ask, ports, item)))
    errors.push({ field: 'item', text: 'Choose something from the list' });
  if (errors.length > 0 || !isVerdict(verdict))
    return ask.read((tx) => showSeparation(tx, ask, ports, { ...again, errors }));
  try {
    const input = { separationId: separation, personId: id, item, verdict, why };
    await ask.perform(sayWhose, input, _key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
    const fault = { field: 'verdict', text: error.message };
    return ask.read((tx) => showSeparation(tx, ask, ports, { ...again, key: newKey(), errors: [fault] }));
  }
  return redirect(`/people/${id}/separations/${separation}`, 'It was noted. You may take it back below.');
}

async function showTold(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const told = await listOwnTold(tx, ask.viewer.staffId);
    await ask.listed(tx, {
      act: 'identity:told',
      subject: 'person',
      ids: told.flatMap(({ personId }) => (personId === null ? [] : [personId])),
    });
    for (const one of told) if (one.seenAt === null) await markSeen(tx, ask.viewer.staffId, one.id);
    return page({
      title: 'People who turned out to be two',
      section: 'people',
      body: toldPage(told, ask.viewer.may('see:records')),
    });
  });
}
