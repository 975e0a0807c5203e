import Type from 'typebox';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { visitBanner } from '../cover/visit-banner.ts';
import { findOwnOut } from '../cover/visit-store.ts';
import { notedLink, notedWords, wouldEnforce } from '../enforcement/start.ts';
import { recordOutcome } from './acts.ts';
import { loadLists } from './choices.ts';
import { outcomePage } from './outcome-views.ts';
import { readOutcomeForm } from './rules.ts';
import { getContact } from './store.ts';
import { type OutcomeForm, outcomeWords } from './types.ts';

const params = Type.Object({ id: idParams.properties.id, contact: idParams.properties.id });

/** An appointment becomes a contact: from Today, or from the person's list. */
export const outcomePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/contacts/:contact/outcome',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) =>
      ask.read((tx) =>
        showOutcome(tx, ask, framePerson, { ids: ask.params, values: {}, errors: [], back: '' }),
      ),
  }),
  route({
    method: 'POST',
    url: '/people/:id/contacts/:contact/outcome',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({
      outcome: field(40),
      absence: field(40),
      note: field(150_000),
      test: field(20),
      result: field(20),
      found: fieldList(),
      back: field(10),
    }),
    handle: (ask) => outcomeFromForm(ask, framePerson),
  }),
];

interface Showing {
  ids: { id: number; contact: number };
  values: OutcomeForm;
  errors: readonly FieldError[];
  back: string;
  key?: string | undefined;
  version?: number;
  conflict?: boolean;
}

async function showOutcome(tx: Tx, ask: Ask, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { id: personId } = showing.ids;
  const about = { personId, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
  const [frame, contact, { kinds, rule }, banner] = await Promise.all([
    framePerson(tx, about),
    getContact(tx, { id: showing.ids.contact, personId }),
    loadLists(tx, ask.viewer.schemeId, ask.today),
    visitBanner(tx, ask),
  ]);
  const kind = kinds.find(({ code }) => code === contact.kind);
  const enforces = await wouldEnforce(tx, ask.viewer, [personId], londonDay(contact.at));
  await ask.opened(tx, { act: 'contact:form', subject: 'contact', subjectId: contact.id, personId });
  const conflict = showing.conflict === true;
  return page({
    title: `Record what happened – ${frame.name}`,
    section: 'cohort',
    status: conflict ? 409 : showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: frame.breadcrumbs,
    above: html`${banner}${frame.above}`,
    errors: summaryOf(showing.errors),
    body: outcomePage({
      ...showing,
      contact,
      kind,
      kindName: kind?.name ?? contact.kind,
      enforces: enforces.get(personId),
      reasons: rule.absenceReasons,
      substances: ask.viewer.may('see:health') ? rule.substances : undefined,
      csrfToken: ask.csrfToken,
      version: conflict ? contact.version : (showing.version ?? contact.version),
      theirs: conflict
        ? `${contact.outcome === null ? 'No outcome yet' : outcomeWords[contact.outcome]}. ${contact.note ?? '(no text)'}`
        : undefined,
    }),
  });
}

async function outcomeFromForm(
  ask: Ask<
    { id: number; contact: number },
    unknown,
    OutcomeForm & { back?: string; _key?: string; _version?: number }
  >,
  framePerson: FramePerson,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const { rule } = await ask.read((tx) => loadLists(tx, ask.viewer.schemeId, ask.today));
  const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);
  const read = readOutcomeForm(ask.body, {
    absenceReasons: codes(rule.absenceReasons),
    substances: ask.viewer.may('see:health') ? codes(rule.substances) : undefined,
  });
  const again = { ids: ask.params, values: ask.body, back: ask.body.back ?? '', key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showOutcome(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    const done = await ask.perform(
      recordOutcome,
      { ...read.input, id: ask.params.contact, personId: ask.params.id, version },
      ask.body._key ?? newKey(),
    );
    const said = `The outcome was recorded.${notedWords(done.enforcement)}`;
    const link = notedLink(ask.params.id, done.enforcement);
    const out = await ask.read((tx) => findOwnOut(tx, ask.viewer.staffId));
    // Who has written it up may have forgotten the clock that runs.
    if (out?.contactId === ask.params.contact)
      return redirect(`/visits/${out.id}`, `${said} You are still said to be out: are you safe?`, link);
    return redirect(ask.body.back === 'today' ? '/' : `/people/${ask.params.id}/contacts`, said, link);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return ask.read((tx) =>
        showOutcome(tx, ask, framePerson, { ...again, key: newKey(), errors: error.fields }),
      );
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return ask.read((tx) =>
      showOutcome(tx, ask, framePerson, { ...again, key: newKey(), errors: [], conflict: true }),
    );
  }
}
