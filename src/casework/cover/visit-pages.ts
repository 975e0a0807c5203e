import Type from 'typebox';
import { roleRights, roles } from '../../access/rights.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { outcomeIsDue } from '../contacts/rules.ts';
import type { ContactKind } from '../contacts/types.ts';
import { safetyWarnings } from '../risk/daily.ts';
import type { VisitRule } from './types.ts';
import { askHelp, endVisit, endVisitOfOther, extendVisit, startVisit } from './visit-acts.ts';
import { exampleVisitRule, readMinutes } from './visit-rules.ts';
import { findAppointment, findOwnOut, getVisit, listHelpers, listOut } from './visit-store.ts';
import { bareVisitPage, outPage, ownVisitPage, secondPage, startPage } from './visit-views.ts';

const contactParams = Type.Object({ id: idParams.properties.id, contact: idParams.properties.id });

/** Out on a visit and back: from an appointment, with one thumb. */
export const visitPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/visits',
    right: 'contact:record',
    reads: 'list',
    section: 'today',
    handle: showOut,
  }),
  route({
    method: 'GET',
    url: '/people/:id/contacts/:contact/visit',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: contactParams,
    handle: (ask) => ask.read((tx) => showStart(tx, ask, framePerson, { minutes: undefined, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/people/:id/contacts/:contact/visit',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: contactParams,
    body: formBody({ minutes: field(4) }),
    handle: (ask) => startFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/visits/:id',
    right: 'contact:record',
    reads: 'person',
    section: 'today',
    params: idParams,
    handle: showVisit,
  }),
  route({
    method: 'POST',
    url: '/visits/:id/safe',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(endVisit, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/visits/${ask.params.id}`, 'You have said that you are safe.');
    },
  }),
  route({
    method: 'POST',
    url: '/visits/:id/help',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(askHelp, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/visits/${ask.params.id}`);
    },
  }),
  route({
    method: 'POST',
    url: '/visits/:id/extend',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body: formBody({ minutes: field(4) }),
    handle: extendFromForm,
  }),
  route({
    method: 'POST',
    url: '/visits/:id/found',
    right: 'contact:record',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        endVisitOfOther,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect('/visits', 'Your colleague was noted as safe.');
    },
  }),
];

const ruleOf = async (tx: Tx, ask: Ask): Promise<VisitRule> =>
  (await findRule<VisitRule>(tx, ask.viewer.schemeId, 'visits', ask.today))?.body ?? exampleVisitRule;

async function showOut(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const out = await listOut(tx);
    await ask.listed(tx, {
      act: 'visit:out',
      subject: 'person',
      people: out,
    });
    return page({
      title: 'Who is out on a visit',
      section: 'today',
      body: outPage({ out, viewerId: ask.viewer.staffId, now: ask.now, csrfToken: ask.csrfToken }),
    });
  });
}

type StartAsk = Ask<{ id: number; contact: number }>;

async function showStart(
  tx: Tx,
  ask: StartAsk,
  framePerson: FramePerson,
  showing: {
    minutes: string | undefined;
    errors: readonly FieldError[];
    key?: string | undefined;
    /** It was sent while another visit is under way. */
    second?: WaymarkError;
  },
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  const frame = await framePerson(tx, { personId, viewer, today, path: '/people/:id/contacts' });
  const appointment = await findAppointment(tx, {
    id: ask.params.contact,
    personId,
    staffId: viewer.staffId,
  });
  if (appointment === undefined) throw notFound();
  const [rule, kinds, warnings, out] = await Promise.all([
    ruleOf(tx, ask),
    ruleInForce<{ kinds: ContactKind[] }>(tx, viewer.schemeId, 'contact-kinds', today),
    safetyWarnings(tx, { personId, viewer, today }),
    findOwnOut(tx, viewer.staffId),
    ask.opened(tx, { act: 'visit:form', subject: 'contact', subjectId: appointment.id, personId }),
  ]);
  if (out?.contactId === appointment.id) return redirect(`/visits/${out.id}`);
  if (out !== undefined)
    return page({
      title: 'You are out on a visit already',
      section: 'today',
      status: showing.second === undefined ? 200 : 409,
      body: secondPage(out, ask.csrfToken),
    });
  // They are out to somebody whom they may not see any more.
  if (showing.second !== undefined) throw showing.second;
  if (!outcomeIsDue(appointment.at, today))
    throw new WaymarkError('not-allowed-now', { text: 'This appointment is on another day.' });
  return page({
    title: `Start the visit – ${frame.name}`,
    section: 'cohort',
    status: showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: startPage({
      personId,
      contactId: appointment.id,
      name: frame.name,
      kind: kinds.body.kinds.find(({ code }) => code === appointment.kind)?.name ?? appointment.kind,
      at: appointment.at,
      place: appointment.place,
      warnings,
      rule,
      minutes: showing.minutes ?? String(rule.expectedMinutes),
      csrfToken: ask.csrfToken,
      key: showing.key,
      errors: showing.errors,
    }),
  });
}

async function startFromForm(
  ask: Ask<{ id: number; contact: number }, unknown, { minutes?: string; _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const minutes = readMinutes(ask.body.minutes, await ask.read((tx) => ruleOf(tx, ask)));
  if (minutes === undefined)
    return ask.read((tx) =>
      showStart(tx, ask, framePerson, {
        minutes: ask.body.minutes,
        key: ask.body._key,
        errors: [{ field: 'minutes', text: 'Choose how long you expect to be' }],
      }),
    );
  try {
    const { id } = await ask.perform(
      startVisit,
      { contactId: ask.params.contact, personId: ask.params.id, minutes },
      ask.body._key ?? newKey(),
    );
    return redirect(`/visits/${id}`);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
    return ask.read((tx) =>
      showStart(tx, ask, framePerson, {
        minutes: ask.body.minutes,
        key: newKey(),
        errors: [],
        second: error,
      }),
    );
  }
}

async function showVisit(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const mine = (await listOut(tx)).find((one) => one.id === id && one.staffId === ask.viewer.staffId);
    if (mine !== undefined && mine.personId === null) {
      await ask.opened(tx, { act: 'visit:open', subject: 'visit', subjectId: id });
      return page({
        title: 'On a visit',
        section: 'today',
        body: bareVisitPage(mine, await helpersOf(tx, ask), ask.csrfToken),
      });
    }
    const visit = await getVisit(tx, id);
    if (visit.staffId !== ask.viewer.staffId) throw notFound();
    const [rule, helpers] = await Promise.all([ruleOf(tx, ask), helpersOf(tx, ask)]);
    await ask.opened(tx, { act: 'visit:open', subject: 'visit', subjectId: id, personId: visit.personId });
    return page({
      title: 'Your visit',
      section: 'today',
      body: ownVisitPage({ visit, rule, helpers, now: ask.now, csrfToken: ask.csrfToken }),
    });
  });
}

const managers = roles.filter((role) => (roleRights[role] as readonly string[]).includes('see:team-day'));

const helpersOf = (tx: Tx, { viewer }: Ask): ReturnType<typeof listHelpers> =>
  listHelpers(tx, { ...viewer, managers });

async function extendFromForm(
  ask: Ask<{ id: number }, unknown, { minutes?: string; _key?: string }>,
): Promise<Reply> {
  const minutes = readMinutes(ask.body.minutes, await ask.read((tx) => ruleOf(tx, ask)));
  if (minutes === undefined)
    throw new WaymarkError('invalid', { text: 'Choose how much more time you need.' });
  await ask.perform(extendVisit, { id: ask.params.id, minutes }, ask.body._key ?? newKey());
  return redirect(`/visits/${ask.params.id}`, `You have ${minutes} more minutes.`);
}
