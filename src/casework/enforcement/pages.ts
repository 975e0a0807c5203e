import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { outcomeWords } from '../contacts/types.ts';
import { showFramed, staleOf } from '../licences/framed.ts';
import { decideCase, moveCase, reportFailure } from './acts.ts';
import { casePage, letterPage } from './case-views.ts';
import { failureFormPage } from './form-views.ts';
import { managersMoves, movesOf, readFailureForm, readMoveForm } from './rules.ts';
import {
  findContactNow,
  getCase,
  getOffice,
  listOrdersOn,
  listSteps,
  listWarnedBefore,
  listWarrantsOf,
} from './store.ts';
import type { Case, CaseState, EnforcementRule, FailureForm, MoveForm } from './types.ts';

const ofCase = Type.Object({ id: idParams.properties.id, case: idParams.properties.id });

export const enforcementPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/enforcement/new',
    right: 'enforcement:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const draft = await findDraft<FailureForm>(tx, ask.viewer.staffId, failureDraft(ask.params.id));
        return showFailure(tx, ask, framePerson, {
          personId: ask.params.id,
          values: draft?.values ?? { on: ask.today },
          kept: draft,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/enforcement',
    right: 'enforcement:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ on: field(10), what: field(500) }),
    handle: (ask) => reportFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/enforcement/:case',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofCase,
    handle: (ask) => ask.read((tx) => showCase(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/enforcement/:case',
    right: ['enforcement:record', 'enforcement:decide'],
    reads: 'person',
    about: 'person',
    params: ofCase,
    body: formBody({
      move: field(20),
      why: field(4_000),
      on: field(10),
      orderType: field(40),
      circumstances: field(4_000),
      recallBecause: field(40),
      alternatives: fieldList(),
      recallKind: field(20),
      court: field(200),
      hearingOn: field(10),
    }),
    handle: (ask) => moveFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/enforcement/:case/letter',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofCase,
    handle: (ask) => showLetter(ask, framePerson),
  }),
];

const failureDraft = (personId: number): string => `failure:new:${personId}`;
const caseDraft = (one: Pick<Case, 'personId' | 'id'>): string => `enforcement:${one.personId}:${one.id}`;

interface FailureShown {
  personId: number;
  values: FailureForm;
  kept?: KeptDraft<FailureForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
}

function showFailure(tx: Tx, ask: Ask, framePerson: FramePerson, shown: FailureShown): Promise<Reply> {
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: shown.personId,
    title: 'Record a failure to comply',
    act: 'enforcement:form',
    errors,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${failureFormPage({
        ...shown,
        action: `/people/${shown.personId}/enforcement`,
        draft: failureDraft(shown.personId),
        csrfToken: ask.csrfToken,
        errors,
      })}`,
  });
}

async function reportFromForm(
  ask: Ask<{ id: number }, unknown, FailureForm & { _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const again = { personId, values: ask.body, key: ask.body._key };
  const read = readFailureForm(ask.body, ask.today);
  if ('errors' in read)
    return ask.read((tx) => showFailure(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    const { id } = await ask.perform(reportFailure, { ...read.input, personId }, ask.body._key ?? newKey());
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, failureDraft(personId)));
    return redirect(`/people/${personId}/enforcement/${id}`, 'The failure was recorded.');
  } catch (error) {
    // Voluntary on that day: said where the day is, with the text kept.
    if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
    const errors = [{ field: 'on', text: error.message }];
    return ask.read((tx) => showFailure(tx, ask, framePerson, { ...again, errors, key: newKey() }));
  }
}

interface CaseShown {
  values?: MoveForm;
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showCase(
  tx: Tx,
  ask: Ask<{ id: number; case: number }>,
  framePerson: FramePerson,
  shown: CaseShown,
): Promise<Reply> {
  const one = await getCase(tx, { id: ask.params.case, personId: ask.params.id });
  const { viewer } = ask;
  const draftName = caseDraft(one);
  const [steps, orders, warnedOn, rule, contact, kept, warrants] = await Promise.all([
    listSteps(tx, one.id),
    listOrdersOn(tx, one.personId, one.failedOn),
    listWarnedBefore(tx, one),
    findRule<EnforcementRule>(tx, viewer.schemeId, 'enforcement', one.failedOn),
    one.contactId === null ? undefined : findContactNow(tx, one.contactId),
    shown.values === undefined ? keptMove(tx, viewer.staffId, draftName, one) : undefined,
    listWarrantsOf(tx, one.personId),
  ]);
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: one.personId,
    title: 'Failure to comply',
    act: 'enforcement:show',
    about: { subject: 'enforcement_case', subjectId: one.id },
    errors,
    theirs: shown.theirs,
    body: ({ isMember }) =>
      html`${keptNotice(kept, ask.csrfToken)}${casePage({
        one,
        steps,
        orders,
        warnedOn,
        rule: rule?.body,
        contactNow: contact === undefined ? undefined : contactWords(contact),
        // Withdrawn ones are for the agency that wrote them.
        contactOpen:
          contact !== undefined && (contact.state !== 'withdrawn' || contact.agencyId === viewer.agencyId),
        warrants: warrants.filter(({ caseId }) => caseId === one.id),
        today: ask.today,
        may: {
          enforce: isMember && viewer.may('enforcement:record'),
          decide: isMember && viewer.may('enforcement:decide'),
          warrant: isMember && viewer.may('compliance:register'),
        },
        csrfToken: ask.csrfToken,
        key: shown.key,
        version: one.version,
        draft: draftName,
        values: shown.values ?? kept?.values ?? {},
        errors,
        theirs: shown.theirs,
      })}`,
  });
}

/** Nothing while the contact still says that they failed to come. */
const contactWords = (now: { state: string; outcome: string | null }): string | undefined =>
  now.state === 'withdrawn'
    ? 'withdrawn, recorded by mistake'
    : now.outcome === 'failed'
      ? undefined
      : now.outcome === null
        ? 'planned, with no outcome yet'
        : outcomeWords[now.outcome as keyof typeof outcomeWords].toLowerCase();

/** What was typed for one of the moves and not sent; moves that the case no longer takes are left. */
async function keptMove(
  tx: Tx,
  staffId: number,
  draft: string,
  one: Case,
): Promise<KeptDraft<MoveForm> | undefined> {
  for (const move of movesOf(one)) {
    const kept = await findDraft<MoveForm>(tx, staffId, `${draft}:${move}`, ['alternatives']);
    if (kept !== undefined) return { ...kept, values: { ...kept.values, move } };
  }
  return undefined;
}

const doneWords: Record<CaseState, string> = {
  'to-decide': 'The failure was noted.',
  acceptable: 'The failure was found acceptable.',
  'warning-due': 'Not acceptable: a warning is due.',
  warned: 'The warning was recorded.',
  covered:
    'Not acceptable. It came before the warning that runs, which covers it: nothing more is to be done.',
  'breach-due': 'Not acceptable, since a warning within its twelve months: breach proceedings are due.',
  'breach-laid': 'The breach was recorded as before the court.',
  'breach-decided': 'The court’s decision was recorded.',
  'recall-considered': 'Recall is considered: say what was tried, and ask the manager.',
  'recall-asked': 'The manager was asked to decide.',
  recalled: 'The recall was recorded.',
  'not-recalled': 'It was recorded that there is no recall.',
  'not-pursued': 'It was recorded that no proceedings are started.',
  void: 'It was recorded that it was no failure.',
};

async function moveFromForm(
  ask: Ask<{ id: number; case: number }, unknown, MoveForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const key = { id: ask.params.case, personId: ask.params.id };
  const one = await ask.read((tx) => getCase(tx, key));
  const read = readMoveForm(ask.body, one, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showCase(tx, ask, framePerson, { values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  const { move } = read.input;
  const act = managersMoves.includes(move) ? decideCase : moveCase;
  if (!ask.viewer.may(act.right as 'enforcement:record'))
    throw invalid([{ field: 'move', text: 'Your role does not decide this.' }]);
  try {
    const { became } = await ask.perform(
      act,
      { ...read.input, ...key, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, `${caseDraft(one)}:${move}`));
    return redirect(`/people/${key.personId}/enforcement/${key.id}`, doneWords[became]);
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showCase(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
}

async function showLetter(ask: Ask<{ id: number; case: number }>, framePerson: FramePerson): Promise<Reply> {
  return ask.read(async (tx) => {
    const one = await getCase(tx, { id: ask.params.case, personId: ask.params.id });
    // Before the warning is recorded its circumstances are not written, and what was acceptable has no letter.
    if (one.state !== 'breach-laid' && one.warnedOn === null) throw new WaymarkError('not-found');
    const [rule, office] = await Promise.all([
      findRule<EnforcementRule>(tx, ask.viewer.schemeId, 'enforcement', one.failedOn),
      getOffice(tx, ask.viewer.staffId, one.personId),
    ]);
    return showFramed(tx, ask, framePerson, {
      personId: one.personId,
      title: 'Letter',
      act: 'enforcement:letter',
      about: { subject: 'enforcement_case', subjectId: one.id },
      marking: 'OFFICIAL-SENSITIVE',
      plain: true,
      body: ({ name }) =>
        letterPage({
          one,
          name,
          office,
          today: ask.today,
          months: rule?.body.warningMonths ?? 12,
        }),
    });
  });
}
