import Type, { type TOptional, type TString } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { recordAnswers, withdrawAnswers } from './acts.ts';
import { mostItems, nextStage, readAnswerForm } from './rules.ts';
import { listAnswers } from './store.ts';
import type { AnswerForm, Questionnaire } from './types.ts';
import { answerFormPage } from './views.ts';

const numbered: Record<string, TOptional<TString>> = Object.fromEntries(
  Array.from({ length: mostItems }, (_, index) => [`answer-${index}`, field(10)]),
);

/** What people say of themselves, asked at the start, at reviews and at the end. */
export const questionnairePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/questionnaires/new',
    right: 'questionnaire:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showNew(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/questionnaires',
    right: 'questionnaire:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      askedOn: field(10),
      stage: field(10),
      refused: field(3),
      said: field(4_000),
      handling: field(20),
      ...numbered,
    }),
    handle: (ask) => recordFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/questionnaires/:answer/withdraw',
    right: 'questionnaire:record',
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, answer: idParams.properties.id }),
    body: formBody({ why: field(500) }),
    handle: async (ask) => {
      const { id: personId, answer: id } = ask.params;
      const why = ask.body.why?.trim() ?? '';
      if (why === '') throw invalid([{ field: 'why', text: 'Say why the answers are withdrawn' }]);
      await ask.perform(
        withdrawAnswers,
        { id, personId, version: ask.body._version ?? 0, why },
        ask.body._key ?? newKey(),
      );
      return redirect(`/people/${personId}/referrals`, 'The answers were withdrawn.');
    },
  }),
];

const draftOf = (personId: number): string => `questionnaire:new:${personId}`;

const questionnaireInForce = (tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>) =>
  ruleInForce<Questionnaire>(tx, ask.viewer.schemeId, 'questionnaire', ask.today);

async function showForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: {
    personId: number;
    values: AnswerForm;
    kept?: KeptDraft<AnswerForm> | undefined;
    errors: readonly FieldError[];
    key?: string | undefined;
  },
): Promise<Reply> {
  const { personId } = showing;
  const { viewer, today } = ask;
  const [frame, rule] = await Promise.all([
    framePerson(tx, { personId, viewer, today, path: '/people/:id/referrals' }),
    questionnaireInForce(tx, ask),
  ]);
  await ask.opened(tx, { act: 'questionnaire:form', subject: 'person', subjectId: personId, personId });
  const body = answerFormPage({
    ...showing,
    questionnaire: rule.body,
    example: rule.example,
    csrfToken: ask.csrfToken,
    draft: draftOf(personId),
  });
  return page({
    title: `${rule.body.name} – ${frame.name}`,
    section: 'referrals',
    status: formStatus(showing),
    breadcrumbs: [...frame.breadcrumbs, { text: 'Referrals', href: `/people/${personId}/referrals` }],
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

async function showNew(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  const kept = await findDraft<AnswerForm>(tx, ask.viewer.staffId, draftOf(personId));
  const stage = nextStage(await listAnswers(tx, personId));
  return showForm(tx, ask, framePerson, {
    personId,
    values: kept?.values ?? { askedOn: ask.today, stage },
    kept,
    errors: [],
  });
}

async function recordFromForm(
  ask: Ask<{ id: number }, unknown, { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const { _key: sent, _version: _, ...rest } = ask.body;
  const values: AnswerForm = rest;
  const rule = await ask.read((tx) => questionnaireInForce(tx, ask));
  const read = readAnswerForm(values, rule.body, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, { personId, values, errors: read.errors, key: sent }),
    );
  await ask.perform(recordAnswers, { ...read.input, personId }, sent ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(personId)));
  return redirect(`/people/${personId}/referrals`, 'The answers were recorded.');
}
