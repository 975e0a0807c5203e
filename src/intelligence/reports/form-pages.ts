import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { reviewReport, saveReport } from './acts.ts';
import { reportForm, secretRefused } from './form-views.ts';
import { draftOf, showReport } from './report-page.ts';
import { type Reviewed, readReportForm, readReviewForm } from './rules.ts';
import { shortForm, usesShortForm } from './short-form.ts';
import { findPersonName, getReport, listLinkedPeople } from './store.ts';
import { type ReportForm, stateWords } from './types.ts';

export const reportFields = {
  text: field(20_000),
  observedOn: field(10),
  sourceGrade: field(1),
  assessment: field(1),
  provenance: field(40),
  handlingCode: field(1),
  conditions: field(2_000),
  marking: field(40),
  handling: field(20),
  namedAgencies: fieldList(),
  asWritten: field(3),
  of: field(40),
  form: field(5),
};

const person = Type.Optional(Type.Integer({ minimum: 1 }));

const writeBody = formBody({
  ...reportFields,
  original: field(20_000),
  naming: field(2_000),
  do: field(4),
  person,
});
const reviewBody = formBody({ ...reportFields, verdict: field(10), note: field(2_000) });

type Hidden = { _key?: string; _version?: number };
type WriteForm = ReportForm & Hidden & { do?: string; person?: number };

export const reportFormRoutes: readonly Route[] = [
  route({
    method: 'GET',
    url: '/intelligence/new',
    right: 'intelligence:submit',
    reads: 'person',
    query: Type.Object({ person, form: field(5) }),
    handle: showNew,
  }),
  route({
    method: 'POST',
    url: '/intelligence',
    right: 'intelligence:submit',
    reads: 'person',
    body: writeBody,
    handle: (ask) => writeFromForm(ask, null),
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id',
    right: 'intelligence:submit',
    reads: 'person',
    params: idParams,
    body: writeBody,
    handle: (ask) => writeFromForm(ask, ask.params.id),
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/review',
    right: 'intelligence:review',
    reads: 'person',
    params: idParams,
    body: reviewBody,
    handle: reviewFromForm,
  }),
];

const newDraft = (personId: number | null): string =>
  personId === null ? 'intelligence:new' : `intelligence:new:${personId}`;

interface ShowingNew {
  personId: number | null;
  values: ReportForm;
  /** Where the values are a draft's. */
  kept?: KeptDraft<ReportForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
}

async function drawNew(tx: Tx, ask: Ask, showing: ShowingNew): Promise<Reply> {
  // Somebody the viewer may not see is not found, exactly as somebody who does not exist.
  const about = showing.personId === null ? undefined : await findPersonName(tx, showing.personId);
  if (showing.personId !== null && about === undefined) throw new WaymarkError('not-found');
  const errors = showing.errors ?? [];
  const isShort = usesShortForm(ask.viewer) || showing.values.form === 'short';
  const draw = isShort ? shortForm : reportForm;
  await ask.opened(tx, {
    act: 'intelligence:form',
    subject: 'intelligence_report',
    ...(about === undefined ? {} : { personId: about.id }),
  });
  return page({
    title: 'Report what you know',
    section: 'intelligence',
    status: errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Intelligence', href: '/intelligence' }, { text: 'Report what you know' }],
    errors: summaryOf(errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}<h1 class="govuk-heading-l">Report what you know</h1>${otherForm(ask, isShort, showing.personId)}${draw(
      {
        mode: 'write',
        action: '/intelligence',
        csrfToken: ask.csrfToken,
        key: showing.key,
        draft: newDraft(showing.personId),
        values: showing.values,
        errors,
        agencies: await listAgencies(tx),
        ownAgencyId: ask.viewer.agencyId,
        person: about,
      },
    )}`,
  });
}

/** Whoever reads intelligence may take either form; a partner who does not has the short one. */
function otherForm(ask: Ask, isShort: boolean, personId: number | null): Html | '' {
  if (usesShortForm(ask.viewer)) return '';
  const href = addressOf('/intelligence/new', {
    person: personId ?? undefined,
    form: isShort ? 'full' : 'short',
  });
  return html`<p class="govuk-body"><a class="govuk-link" href="${href}">${isShort ? 'Use the form with the grades' : 'Use the short form, in everyday words'}</a></p>`;
}

function showNew(ask: Ask<unknown, { person?: number; form?: string }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const personId = ask.query.person ?? null;
    const draft = await findDraft<ReportForm>(tx, ask.viewer.staffId, newDraft(personId), ['namedAgencies']);
    return drawNew(tx, ask, {
      personId,
      values: {
        ...(draft?.values ?? { observedOn: ask.today }),
        ...(ask.query.form === undefined ? {} : { form: ask.query.form }),
      },
      kept: draft,
    });
  });
}

/** SECRET or above: what was typed is dropped, from the drafts as well, and not shown again. */
async function refuseSecret(ask: Ask, draft: string): Promise<Reply> {
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draft));
  return page({
    title: 'This may not be entered here',
    section: 'intelligence',
    status: 422,
    body: secretRefused(),
  });
}

/** Agencies that may be named, and whom a report is about as far as its writer sees them. */
async function whatItIsHeldAgainst(
  tx: Tx,
  id: number | null,
  personId: number | null,
): Promise<{ agencyIds: number[]; about: string }> {
  const agencyIds = (await listAgencies(tx)).map((agency) => agency.id);
  const people = id === null ? [] : await listLinkedPeople(tx, id);
  const person = personId === null ? undefined : await findPersonName(tx, personId);
  return {
    agencyIds,
    about: [...people, ...(person === undefined ? [] : [person])].map((one) => one.name).join('\n'),
  };
}

async function writeFromForm(ask: Ask<unknown, unknown, WriteForm>, id: number | null): Promise<Reply> {
  const { body } = ask;
  const personId = id === null ? (body.person ?? null) : null;
  const draft = id === null ? newDraft(personId) : draftOf(id);
  const send = body.do !== 'save';
  const { agencyIds, about } = await ask.read((tx) => whatItIsHeldAgainst(tx, id, personId));
  const read = readReportForm(body, send, ask.today, agencyIds, about);
  if (read.kind === 'secret') return refuseSecret(ask, draft);
  const again = { values: body, key: body._key, version: body._version };
  if (read.kind === 'errors') {
    const { errors } = read;
    return ask.read((tx) =>
      id === null
        ? drawNew(tx, ask, { personId, ...again, errors })
        : showReport(tx, ask, { id, ...again, errors }),
    );
  }
  let saved: { id: number; state: keyof typeof stateWords };
  try {
    const input = { ...read.input, id, version: body._version ?? 0, send, personId };
    saved = await ask.perform(saveReport, input, body._key ?? newKey());
  } catch (error) {
    if (id === null || !isStale(error)) throw error;
    return ask.read((tx) => showReport(tx, ask, { id, values: body, key: newKey(), isStale: true }));
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draft));
  const done = send ? 'The report was sent for review.' : 'The draft was kept.';
  return redirect(send ? '/intelligence?show=mine' : `/intelligence/${saved.id}`, done);
}

const isStale = (error: unknown): boolean => error instanceof WaymarkError && error.code === 'stale-version';

async function reviewedOf(tx: Tx, id: number): Promise<{ agencyIds: number[]; reviewed: Reviewed }> {
  const [agencies, report] = await Promise.all([listAgencies(tx), getReport(tx, id)]);
  return {
    agencyIds: agencies.map((agency) => agency.id),
    reviewed: {
      sent: report.original?.sent ?? report.text ?? '',
      original: report.original?.body ?? '',
      about: [report.naming ?? '', ...report.people.map(({ name }) => name)].join('\n'),
    },
  };
}

async function reviewFromForm(ask: Ask<{ id: number }, unknown, ReportForm & Hidden>): Promise<Reply> {
  const { id } = ask.params;
  const { body } = ask;
  const { agencyIds, reviewed } = await ask.read((tx) => reviewedOf(tx, id));
  const read = readReviewForm(body, ask.today, agencyIds, reviewed);
  if (read.kind === 'secret') return refuseSecret(ask, draftOf(id));
  if (read.kind === 'errors') {
    const { errors } = read;
    return ask.read((tx) =>
      showReport(tx, ask, { id, values: body, key: body._key, version: body._version, errors }),
    );
  }
  try {
    const input = { ...read.input, id, version: body._version ?? 0 };
    const { state } = await ask.perform(reviewReport, input, body._key ?? newKey());
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(id)));
    return redirect('/intelligence?show=review', `The report is now: ${stateWords[state].toLowerCase()}.`);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return ask.read((tx) =>
        showReport(tx, ask, {
          id,
          values: body,
          key: body._key,
          version: body._version,
          errors: error.fields,
        }),
      );
    if (!isStale(error)) throw error;
    return ask.read((tx) => showReport(tx, ask, { id, values: body, key: newKey(), isStale: true }));
  }
}
