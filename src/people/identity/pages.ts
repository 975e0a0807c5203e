import Type from 'typebox';
import { londonDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { peopleCrumb } from '../../web/people-crumb.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { rejoinRecord, separateRecord } from './acts.ts';
import { listProposals, type Proposal } from './life-store.ts';
import { refreshPeople } from './link.ts';
import { valuesByField } from './provenance.ts';
import { type Risk, riskWords } from './risk.ts';
import { countGoing, listSeparations } from './separation-store.ts';
import {
  currentPersonId,
  type Decision,
  findPerson,
  getOwnRecord,
  getPerson,
  listDecisions,
  listEdges,
  listSourceRecords,
  type SourceRecord,
} from './store.ts';
import { listNeeds, listTwo, listWaitingSeparations, namesOfRecords } from './two-store.ts';
import { decidedBy, twoWords } from './two-views.ts';
import { ownRecordPage, reasonForm, recordCard, recordsPage } from './views.ts';

const recordParams = Type.Object({ id: idParams.properties.id, record: idParams.properties.id });
const decisionParams = Type.Object({ id: idParams.properties.id, decision: idParams.properties.id });
const reasonBody = formBody({ why: field(2_000) });

export const recordPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/records',
    right: 'see:records',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({
      why: Type.Optional(Type.String({ pattern: '^\\d{1,15}-\\d{1,15}$' })),
      page: pageNumber,
    }),
    handle: (ask) => showRecords(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/records/:record/separate',
    right: 'link:decide',
    reads: 'person',
    about: 'person',
    params: recordParams,
    handle: (ask) => ask.read((tx) => showSeparate(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/records/:record/separate',
    right: 'link:decide',
    reads: 'person',
    about: 'person',
    params: recordParams,
    body: reasonBody,
    handle: (ask) => separateFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/records/decisions/:decision/undo',
    right: 'link:decide',
    reads: 'person',
    about: 'person',
    params: decisionParams,
    handle: (ask) => ask.read((tx) => showUndo(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/records/decisions/:decision/undo',
    right: 'link:decide',
    reads: 'person',
    about: 'person',
    params: decisionParams,
    body: reasonBody,
    handle: (ask) => undoFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/records/:id',
    right: 'see:own-records',
    reads: 'person',
    params: idParams,
    handle: showOwnRecord,
  }),
];

const recordsPath = '/people/:id/records';

async function showRecords(
  ask: Ask<{ id: number }, { why?: string; page?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const current = await currentPersonId(tx, id);
    if (current !== id && (await findPerson(tx, current)) !== undefined)
      return redirect(`/people/${current}/records`);
    const frame = await framePerson(tx, {
      personId: id,
      viewer: ask.viewer,
      today: ask.today,
      path: recordsPath,
    });
    const person = await getPerson(tx, id);
    const records = await listSourceRecords(tx, id);
    const edges = await listEdges(tx, id);
    const decisions = await listDecisions(tx, id);
    const separations = await listSeparations(tx, id);
    const mayDecide = ask.viewer.may('link:decide');
    const proposals = mayDecide ? waitingOf(await listProposals(tx), records) : [];
    const [two, others, waiting] = await Promise.all([
      listTwo(
        tx,
        [...decisions, ...separations.map(({ decisionId }) => ({ id: decisionId }))].map((one) => one.id),
      ),
      namesOfRecords(tx, id, elsewhereOf(decisions, records)),
      listWaitingSeparations(tx),
    ]);
    await ask.opened(tx, {
      act: 'person:records',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: records.map((record) => record.id),
    });
    return page({
      title: `Records – ${frame.name}`,
      section: 'people',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: recordsPage({
        person,
        records,
        fields: valuesByField(person, records),
        edges,
        decisions,
        two,
        separations,
        others,
        waitsSince: waiting.find(({ personId }) => personId === id)?.at,
        proposals,
        mayDecide,
        ownAgencyId: ask.viewer.agencyId,
        chosen: ask.query.why,
        pageNumber: ask.query.page ?? 1,
      }),
    });
  });
}

/** Records that a decision names and that are not among this person’s, or not for the viewer. */
const elsewhereOf = (decisions: readonly Decision[], records: readonly SourceRecord[]): number[] => {
  const own = new Set(records.map(({ id }) => id));
  const named = decisions.flatMap(({ left, right, separated }) => [left, right, separated ?? left]);
  return [...new Set(named)].filter((id) => !own.has(id));
};

/** Of these records: what waits for a second person. A pair of the queue has two people, and is of neither's page. */
const waitingOf = (proposals: readonly Proposal[], records: readonly SourceRecord[]): Proposal[] => {
  const own = new Set(records.map(({ id }) => id));
  return proposals.filter(
    ({ state, separates, rejoins, left, right }) =>
      state === 'waiting' && (separates ?? rejoins) !== null && (own.has(left) || own.has(right)),
  );
};

interface Again {
  why?: string;
  errors?: readonly FieldError[];
  key?: string | undefined;
  changed?: boolean;
  status?: number;
}

interface ReasonPage {
  personId: number;
  act: string;
  heading: string;
  action: string;
  buttonText: string;
  about: Html;
  version?: number;
}

async function showReasonForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  shown: ReasonPage & Again,
): Promise<Reply> {
  const { personId } = shown;
  const frame = await framePerson(tx, {
    personId,
    viewer: ask.viewer,
    today: ask.today,
    path: recordsPath,
  });
  await ask.opened(tx, { act: shown.act, subject: 'person', subjectId: personId, personId });
  const errors = shown.errors ?? [];
  return page({
    title: `${shown.heading} – ${frame.name}`,
    section: 'people',
    status: shown.status ?? (errors.length > 0 ? 422 : 200),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: reasonForm({
      ...shown,
      why: shown.why ?? '',
      errors,
      csrfToken: ask.csrfToken,
      backHref: `/people/${personId}/records`,
    }),
  });
}

type SeparateAsk = Ask<{ id: number; record: number }>;

async function showSeparate(
  tx: Tx,
  ask: SeparateAsk,
  framePerson: FramePerson,
  again: Again,
): Promise<Reply> {
  const { id, record } = ask.params;
  const person = await getPerson(tx, id);
  const found = (await listSourceRecords(tx, id)).find((one) => one.id === record);
  if (found === undefined) throw new WaymarkError('not-found');
  const needs = await listNeeds(tx, record, id);
  return showReasonForm(tx, ask, framePerson, {
    ...again,
    personId: id,
    act: 'person:separate-form',
    heading: 'This record is about somebody else',
    action: `/people/${id}/records/${record}/separate`,
    buttonText: needs.length === 0 ? 'Separate the record' : 'Propose to separate the record',
    version: person.version,
    about: aboutRecord(found, {
      ownAgencyId: ask.viewer.agencyId,
      going: await countGoing(tx, record),
      needs,
    }),
  });
}

/** "2 offences, 1 order": what there is none of is not named. */
const goingWords = ({ offences, custody, orders }: Awaited<ReturnType<typeof countGoing>>): string => {
  const parts = [
    [offences, 'offence', 'offences'],
    [custody, 'time in custody', 'times in custody'],
    [orders, 'order', 'orders'],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`);
  const all = [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ');
  return words.length === 0
    ? 'Nothing that you may see goes with it.'
    : `With it, of what you may see, ${words.length === 1 && all.startsWith('1 ') ? 'goes' : 'go'} ${all}.`;
};

/** Said as it is of this record: whether two people must decide, and so, whether two must bring it back. */
const takesTwo = (needs: readonly Risk[]): string =>
  needs.length === 0
    ? 'It leaves at once. The program will not bring it back; you may, from the Records page.'
    : `A second person must agree before anything changes: ${needs.map((risk) => riskWords[risk]).join('; ')}. The program will not bring it back, and it takes two people to do so.`;

const aboutRecord = (
  record: SourceRecord,
  {
    ownAgencyId,
    going,
    needs,
  }: { ownAgencyId: number; going: Awaited<ReturnType<typeof countGoing>>; needs: readonly Risk[] },
): Html =>
  html`<p class="govuk-body">The record will leave this person for a person of its own. ${takesTwo(needs)}</p>
<p class="govuk-body">${goingWords(going)} Contacts, plans and decisions stay: the next page lists them, so that somebody can say whose they are. Those who had to do with this person are told that they were two.</p>${recordCard({ ...record, raw: null }, { mayDecide: false, ownAgencyId, headingLevel: 2 })}`;

type ReasonBody = { why?: string; _key?: string; _version?: number };

const missingReason = (why: string): FieldError[] => (why === '' ? [{ field: 'why', text: 'Say why' }] : []);

async function separateFromForm(
  ask: Ask<{ id: number; record: number }, unknown, ReasonBody>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id, record } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  const errors = missingReason(why);
  const again = { why, key: ask.body._key };
  if (errors.length > 0) return ask.read((tx) => showSeparate(tx, ask, framePerson, { ...again, errors }));
  try {
    const done = await ask.perform(
      separateRecord,
      { personId: id, recordId: record, version: ask.body._version ?? 0, why },
      ask.body._key ?? newKey(),
    );
    if (done.proposalId !== undefined)
      return redirect(
        `/identity/proposals/${done.proposalId}`,
        'Your proposal was saved. Nothing changes until a second person has agreed.',
      );
    await refreshPeople(ask.database, done.people);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return ask.read((tx) =>
      showSeparate(tx, ask, framePerson, { why, key: newKey(), changed: true, status: 409 }),
    );
  }
  const [made] = await ask.read((tx) => listSeparations(tx, id));
  return redirect(
    made === undefined ? `/people/${id}/records` : `/people/${id}/separations/${made.id}`,
    'The record was separated. You may bring it back from the Records page.',
  );
}

type UndoAsk = Ask<{ id: number; decision: number }>;

async function showUndo(tx: Tx, ask: UndoAsk, framePerson: FramePerson, again: Again): Promise<Reply> {
  const { id, decision } = ask.params;
  const found = (await listDecisions(tx, id)).find((one) => one.id === decision);
  if (found === undefined || found.separated === null) throw new WaymarkError('not-found');
  const two = (await listTwo(tx, [decision])).made.get(decision);
  return showReasonForm(tx, ask, framePerson, {
    ...again,
    personId: id,
    act: 'person:rejoin-form',
    heading: 'Bring the record back',
    action: `/people/${id}/records/decisions/${decision}/undo`,
    buttonText: two === undefined ? 'They are one person' : 'Propose that they are one person',
    about: html`<p class="govuk-body">${two === undefined ? html`On ${showDay(londonDay(found.at))} a record was separated from this person by ${decidedBy(found, two)}.` : html`Two people separated a record from this person.<br>${twoWords(two)}`}</p><p class="govuk-body">It comes back with its offences, custody and orders, and the program will not separate it again.${two === undefined ? '' : ' Two people separated it: a second person must agree before it comes back.'}</p>`,
  });
}

async function undoFromForm(
  ask: Ask<{ id: number; decision: number }, unknown, ReasonBody>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id, decision } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  const errors = missingReason(why);
  if (errors.length > 0)
    return ask.read((tx) => showUndo(tx, ask, framePerson, { why, errors, key: ask.body._key }));
  const done = await ask.perform(
    rejoinRecord,
    { personId: id, decisionId: decision, why },
    ask.body._key ?? newKey(),
  );
  if (done.proposalId !== undefined)
    return redirect(
      `/identity/proposals/${done.proposalId}`,
      'Your proposal was saved. Nothing changes until a second person has agreed, because separating the record took two.',
    );
  await refreshPeople(ask.database, done.people);
  return redirect(`/people/${done.people[0] ?? id}/records`, 'The record was brought back.');
}

async function showOwnRecord(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const record = await getOwnRecord(tx, ask.params.id, ask.viewer.agencyId);
    const person = record.personId === null ? undefined : await findPerson(tx, record.personId);
    await ask.opened(tx, {
      act: 'record:opened',
      subject: 'source_record',
      subjectId: record.id,
      personId: record.personId ?? undefined,
    });
    return page({
      title: 'Your agency’s record',
      section: 'people',
      breadcrumbs: [peopleCrumb(ask.viewer), { text: `Record ${record.localId}` }],
      body: ownRecordPage(record, {
        ownAgencyId: ask.viewer.agencyId,
        deleteAfter: record.deleteAfter,
        personHref:
          person === undefined || !ask.viewer.may('see:records') ? undefined : `/people/${person.id}/records`,
      }),
    });
  });
}
