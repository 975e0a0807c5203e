import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { firstShowing, type Posted, type Showing, send, withDraft } from '../form-flow.ts';
import type { TrainingInDate } from '../ports.ts';
import { Reading } from '../reading.ts';
import { correctAssessment, decideAssessment, recordAssessment, withdrawAssessment } from './acts.ts';
import {
  assessmentFields,
  assessmentLead,
  decideSheet,
  withdrawBelow,
  withdrawSheet,
} from './assessment-views.ts';
import { noList, riskContext, showRiskForm } from './frame.ts';
import { typeName } from './lists.ts';
import { readAssessment } from './rules.ts';
import { getAssessment } from './store.ts';
import { type Assessment, assessmentStateWords } from './types.ts';

const params = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });

const body = formBody({
  type: field(40),
  assessedOn: field(10),
  score: field(5),
  level: field(40),
  summary: field(20_000),
  source: field(200),
  nextDue: field(10),
  handling: field(20),
  named: fieldList(),
});

type One = { id: number; item: number };
const lists = ['named'] as const;

export const assessmentPages = (framePerson: FramePerson, training?: TrainingInDate): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/risk/assessments/new',
    right: 'risk:assess',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        showNew(
          tx,
          ask,
          framePerson,
          await withDraft(tx, ask, newDraft(ask.params.id), lists, firstShowing()),
        ),
      ),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/assessments',
    right: 'risk:assess',
    reads: 'person',
    about: 'person',
    params: idParams,
    body,
    handle: (ask) => recordFromForm(ask, framePerson, training),
  }),
  route({
    method: 'GET',
    url: '/people/:id/risk/assessments/:item/correct',
    right: 'risk:assess',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) =>
      ask.read(async (tx) => {
        const one = await getAssessment(tx, { id: ask.params.item, personId: ask.params.id });
        const fresh = firstShowing(formOf(one), one.version);
        return showCorrection(
          tx,
          ask,
          framePerson,
          await withDraft(tx, ask, draftOf(ask.params), lists, fresh),
        );
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/assessments/:item/correct',
    right: 'risk:assess',
    reads: 'person',
    about: 'person',
    params,
    body,
    handle: (ask) => correctFromForm(ask, framePerson, training),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/assessments/:item/withdraw',
    right: 'risk:assess',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ because: field(2_000) }),
    handle: (ask) => withdrawFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/risk/assessments/:item/decide',
    right: 'risk:override',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) => ask.read((tx) => showDecision(tx, ask, framePerson, firstShowing())),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/assessments/:item/decide',
    right: 'risk:override',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ verdict: field(10), why: field(2_000) }),
    handle: (ask) => decideFromForm(ask, framePerson),
  }),
];

const newDraft = (personId: number): string => `assessment:new:${personId}`;
const draftOf = ({ id, item }: One): string => `assessment:${id}:${item}`;

const formOf = (one: Assessment) => ({
  type: one.type,
  assessedOn: one.assessedOn,
  score: one.score === null ? '' : String(one.score),
  level: one.level,
  summary: one.summary,
  source: one.source ?? '',
  nextDue: one.nextDue ?? '',
  handling: one.handling,
  named: one.namedAgencies.map(String),
});

async function showNew(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const context = await riskContext(tx, ask);
  const action = `/people/${id}/risk/assessments`;
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:form',
    showing,
    sheet: {
      heading: 'Record an assessment',
      what: 'this assessment',
      action,
      save: 'Save assessment',
      draft: newDraft(id),
      lead: noList(context.lists.types.length > 0) || assessmentLead(context.lists),
      fields: assessmentFields(context, showing, ask.viewer.agencyId),
    },
  });
}

async function recordFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
  training: TrainingInDate | undefined,
): Promise<Reply> {
  const { id } = ask.params;
  const context = await ask.read((tx) => riskContext(tx, ask));
  return send(ask, {
    read: readAssessment(id, ask.body, context),
    perform: (input, key) => ask.perform(recordAssessment(training), input, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, framePerson, showing)),
    draft: newDraft(id),
    done: ({ held }) =>
      redirect(
        `/people/${id}/risk`,
        held === null
          ? 'The assessment was recorded.'
          : `The assessment is kept and waits. ${held}, so somebody who may must let it in.`,
      ),
  });
}

async function showCorrection(
  tx: Tx,
  ask: Ask<One>,
  framePerson: FramePerson,
  showing: Showing,
  wrong?: Showing,
): Promise<Reply> {
  const { id, item } = ask.params;
  const context = await riskContext(tx, ask);
  const one = await getAssessment(tx, { id: item, personId: id });
  const base = `/people/${id}/risk/assessments/${item}`;
  const form = {
    personId: id,
    act: 'risk:form',
    item: { subject: 'risk_assessment', id: item },
    showing: wrong ?? showing,
  };
  if (one.state === 'held' && one.staffId !== ask.viewer.staffId)
    return showRiskForm(tx, ask, framePerson, {
      ...form,
      showing: { ...form.showing, version: form.showing.version ?? one.version },
      sheet: withdrawSheet(context.lists, one, form.showing),
    });
  return showRiskForm(tx, ask, framePerson, {
    ...form,
    sheet: {
      heading: `Correct an assessment: ${typeName(context.lists, one.type)}`,
      what: 'this assessment',
      action: `${base}/correct`,
      save: 'Save correction',
      draft: draftOf(ask.params),
      fields: assessmentFields(context, showing, ask.viewer.agencyId, one.type),
      below: withdrawBelow({
        action: `${base}/withdraw`,
        csrfToken: ask.csrfToken,
        version: one.version,
        summary: 'It was recorded by mistake, or is wrong',
        button: 'Withdraw assessment',
        label: 'Why is it withdrawn?',
        wrong,
      }),
    },
  });
}

async function correctFromForm(
  ask: Ask<One, unknown, Posted>,
  framePerson: FramePerson,
  training: TrainingInDate | undefined,
): Promise<Reply> {
  const { id, item } = ask.params;
  const key = { id: item, personId: id };
  const { context, one } = await ask.read(async (tx) => ({
    context: await riskContext(tx, ask),
    one: await getAssessment(tx, key),
  }));
  return send(ask, {
    read: readAssessment(id, { ...ask.body, type: one.type }, context, one.type),
    perform: (input, sent) =>
      ask.perform(correctAssessment(training), { ...input, ...key, version: ask.body._version ?? 0 }, sent),
    again: (showing) => ask.read((tx) => showCorrection(tx, ask, framePerson, showing)),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    draft: draftOf(ask.params),
    done: () => redirect(`/people/${id}/risk`, 'The assessment was corrected. The earlier wording is kept.'),
  });
}

async function nowOf(tx: Tx, ask: Ask<One>): Promise<{ text: string; version: number }> {
  const one = await getAssessment(tx, { id: ask.params.item, personId: ask.params.id });
  return { text: `${one.summary} (${assessmentStateWords[one.state]})`, version: one.version };
}

async function withdrawFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const form = new Reading(ask.body);
  const why = form.words('because', 'Say why it is withdrawn');
  return send(ask, {
    read: why === null ? { errors: form.errors } : { input: why },
    perform: (input, key) =>
      ask.perform(
        withdrawAssessment,
        { id: item, personId: id, version: ask.body._version ?? 0, why: input },
        key,
      ),
    again: (wrong) =>
      ask.read(async (tx) => {
        const one = await getAssessment(tx, { id: item, personId: id });
        return showCorrection(tx, ask, framePerson, firstShowing(formOf(one), one.version), {
          ...wrong,
          version: one.version,
        });
      }),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () => redirect(`/people/${id}/risk`, 'The assessment was withdrawn.'),
  });
}

async function showDecision(
  tx: Tx,
  ask: Ask<One>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id, item } = ask.params;
  const context = await riskContext(tx, ask);
  const one = await getAssessment(tx, { id: item, personId: id });
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:decision',
    item: { subject: 'risk_assessment', id: item },
    showing: { ...showing, version: showing.version ?? one.version },
    sheet: decideSheet(context.lists, one, showing),
  });
}

async function decideFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const form = new Reading(ask.body);
  const verdict = form.code('verdict', ['accept', 'refuse'] as const, 'Choose whether it is let in');
  const why = form.words('why', 'Say why: it stands beside the assessment for ever, with your name');
  return send(ask, {
    read: verdict === null || why === null ? { errors: form.errors } : { input: { verdict, why } },
    perform: (input, key) =>
      ask.perform(
        decideAssessment,
        { ...input, id: item, personId: id, version: ask.body._version ?? 0 },
        key,
      ),
    again: (showing) => ask.read((tx) => showDecision(tx, ask, framePerson, showing)),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () =>
      redirect(
        `/people/${id}/risk`,
        verdict === 'accept' ? 'The assessment counts from now on.' : 'The assessment was not accepted.',
      ),
  });
}
