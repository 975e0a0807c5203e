import { defineAct } from '../../kernel/acts.ts';
import { showMoment } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from '../../linkage/index.ts';
import { button, input, table, textarea, warningText } from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';

export interface BreakGlassForm {
  identifier?: string;
  why?: string;
}

const shortestReason = 10;

/** Reads the form: an identifier in its canonical form, and a reason that says something. */
export function readBreakGlassForm(
  form: BreakGlassForm,
  year: number,
): { input: { identifier: string; why: string } } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const typed = form.identifier ?? '';
  const parsed = [parsePnc(typed, year), parseCro(typed), parsePrisonNumber(typed), parseCrn(typed)].find(
    ({ valid }) => valid,
  );
  if (parsed?.canonical === undefined)
    errors.push({
      field: 'identifier',
      text: 'Enter a whole PNC, CRO, prison number or CRN, with its check letter',
    });
  const why = form.why?.trim() ?? '';
  if (why.length < shortestReason)
    errors.push({ field: 'why', text: 'Say why you need to see this person now' });
  if (errors.length > 0 || parsed?.canonical === undefined) return { errors };
  return { input: { identifier: parsed.canonical, why } };
}

/**
 * Opens one person to the viewer for four hours.
 * @throws WaymarkError `not-found` alike where nobody has the identifier and where the person's list keeps the
 *   viewer out; either is told to the auditor as a refusal.
 */
export const takeBreakGlass = defineAct<{ identifier: string; why: string }, { personId: number }>({
  name: 'break-glass:take',
  right: 'break-glass:take',
  run: async (tx, input, { wrote }) => {
    const { id } = await tx.one(
      sql<{ id: number | null }>`select break_glass(${input.identifier}, ${input.why}) as id`,
    );
    if (id === null) throw new WaymarkError('not-found');
    await wrote({ subject: 'person', subjectId: id, personId: id, detail: { hours: 4 } });
    return { personId: id };
  },
});

export const breakGlassPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/break-glass',
    right: 'break-glass:take',
    reads: 'list',
    handle: (ask) => ask.read((tx) => showForm(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/break-glass',
    right: 'break-glass:take',
    reads: 'list',
    limit: 10,
    body: formBody({ identifier: field(40), why: field(1_000) }),
    handle: takeFromForm,
  }),
];

async function takeFromForm(ask: Ask<unknown, unknown, BreakGlassForm & { _key?: string }>): Promise<Reply> {
  const read = readBreakGlassForm(ask.body, Number(ask.today.slice(0, 4)));
  const again = { values: ask.body, key: ask.body._key };
  if ('errors' in read) return ask.read((tx) => showForm(tx, ask, { ...again, errors: read.errors }));
  try {
    const { personId } = await ask.perform(takeBreakGlass, read.input, ask.body._key ?? newKey());
    return redirect(`/people/${personId}`, 'You have access for four hours. It will be reviewed.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'not-found') throw error;
    const errors = [
      {
        field: 'identifier',
        text: 'Nobody can be opened by this identifier. Check it, or ask the scheme office',
      },
    ];
    return ask.read((tx) => showForm(tx, ask, { ...again, errors }));
  }
}

interface OpenAccess {
  personId: number;
  name: string;
  closesAt: Date;
}

const listOwnOpen = (tx: Tx, staffId: number): Promise<OpenAccess[]> =>
  tx.many(sql<OpenAccess>`
    select r.person_id as "personId", p.given_names || ' ' || p.family_name as name, r.closes_at as "closesAt"
    from access_reason r join person p on p.id = r.person_id
    where r.kind = 'break-glass' and r.staff_id = ${staffId} and r.closes_at > now() order by r.closes_at`);

async function showForm(
  tx: Tx,
  ask: Ask,
  showing: { values: BreakGlassForm; errors: readonly FieldError[]; key?: string | undefined },
): Promise<Reply> {
  const open = await listOwnOpen(tx, ask.viewer.staffId);
  await ask.listed(tx, {
    act: 'break-glass:own',
    subject: 'person',
    people: open,
  });
  const { values, errors } = showing;
  return page({
    title: 'Emergency access',
    section: 'people',
    status: errors.length > 0 ? 422 : 200,
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Emergency access</h1>
${warningText({ text: 'This opens one person to you for four hours. Your reason is kept, everything you open is recorded, and an auditor reviews it.' })}
${openTable(open)}
${form({
  action: '/break-glass',
  csrfToken: ask.csrfToken,
  key: showing.key,
  body: html`${input({ id: 'identifier', name: 'identifier', label: { text: 'PNC, CRO, prison number or CRN' }, hint: { text: 'For example 1998/0123456A or X123456. A name is not enough.' }, classes: 'govuk-input--width-20', autocomplete: 'off', spellcheck: false, value: values.identifier ?? '', ...messageFor(errors, 'identifier') })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why do you need to see this person now?' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Take access for four hours', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`,
  });
}

const openTable = (open: readonly OpenAccess[]): Html | '' =>
  open.length === 0
    ? ''
    : table({
        stack: true,
        caption: 'Open to you now',
        captionClasses: 'govuk-table__caption--m',
        head: [{ text: 'Person' }, { text: 'Until' }],
        rows: open.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a>`,
          showMoment(one.closesAt),
        ]),
      });
