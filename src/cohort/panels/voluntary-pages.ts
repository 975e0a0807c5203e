import type { Static } from 'typebox';
import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  insetText,
  radios,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { findMembership } from '../membership/memberships.ts';
import { recordVoluntary } from './after-acts.ts';
import { listVoluntary } from './after-store.ts';
import type { Voluntary } from './after-types.ts';

const path = '/people/:id/agreement';
const voluntaryBody = formBody({
  what: field(10),
  onDay: field(100),
  inWriting: field(3),
  words: field(5_000),
});

interface Showing {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
}

export const voluntaryWords = { agreed: 'Agreed to be on the scheme', withdrawn: 'Withdrew' } as const;

export const voluntaryPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: path,
    right: 'see:panel',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => show(tx, ask, framePerson, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: voluntaryBody,
    handle: (ask) => fromForm(ask, framePerson),
  }),
];

async function show(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { viewer, today } = ask;
  const personId = ask.params.id;
  const [frame, lines, membership] = await Promise.all([
    framePerson(tx, { personId, viewer, today, path }),
    listVoluntary(tx, personId),
    findMembership(tx, personId),
  ]);
  await ask.opened(tx, { act: 'panel:agreement', subject: 'person', subjectId: personId, personId });
  const mayAdd =
    viewer.may('contact:record') && membership !== undefined && membership.statutory !== 'statutory';
  return page({
    title: `Agreement – ${frame.name}`,
    section: 'cohort',
    status: formStatus(showing),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(showing.errors),
    body: html`<h1 class="govuk-heading-l">Agreement to be on the scheme</h1>
${insetText({ text: 'Somebody who is not under an order or a licence is on the scheme because they agree. They may withdraw at any time, and nothing is held against them: withdrawing starts no enforcement.' })}
${lines.length === 0 ? emptyState({ title: 'Nothing is recorded yet.', ...(membership?.statutory === 'statutory' ? { text: 'They are on the scheme under an order or a licence, so there is nothing to agree to.' } : {}) }) : linesTable(lines)}
${mayAdd && agreementForm(ask, showing)}`,
  });
}

const linesTable = (lines: readonly Voluntary[]): Html =>
  table({
    caption: 'Newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Agreement and withdrawal',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Day' }, { text: 'What' }, { text: 'In their words' }, { text: 'Taken down by' }],
    rows: lines.map((one) => [
      showDay(one.onDay),
      `${voluntaryWords[one.what]}${one.inWriting ? ', in writing' : ''}`,
      one.words,
      `${one.by}, ${one.agency}`,
    ]),
  });

const agreementForm = (ask: Ask<{ id: number }>, { values, errors, key }: Showing): Html =>
  html`<h2 class="govuk-heading-m">Take down what they say</h2>${form({
    action: `/people/${ask.params.id}/agreement`,
    csrfToken: ask.csrfToken,
    key,
    body: html`${radios({
      name: 'what',
      fieldset: { legend: { text: 'They', classes: 'govuk-fieldset__legend--s' } },
      classes: 'govuk-radios--small',
      value: values.what ?? '',
      items: [
        { value: 'agreed', text: 'agree to be on the scheme' },
        { value: 'withdrawn', text: 'withdraw their agreement' },
      ],
      ...messageFor(errors, 'what'),
    })}
${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'On which day' }, classes: 'govuk-input--width-10', value: values.onDay ?? ask.today, ...messageFor(errors, 'onDay') })}
${checkboxes({ name: 'inWriting', fieldset: { legend: { text: 'How', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: values.inWriting === 'yes' ? ['yes'] : [], items: [{ value: 'yes', text: 'In writing, signed' }] })}
${textarea({ id: 'words', name: 'words', label: { text: 'In their words' }, rows: 4, value: values.words ?? '', ...messageFor(errors, 'words') })}
${button({ text: 'Take it down', preventDoubleClick: true })}`,
  })}`;

async function fromForm(
  ask: Ask<{ id: number }, unknown, Static<typeof voluntaryBody>>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { what, onDay = '', inWriting, words = '', _key: key = newKey() } = ask.body;
  const values = { what, onDay, inWriting, words };
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => show(tx, ask, framePerson, { values, errors, key }));
  if (what !== 'agreed' && what !== 'withdrawn')
    return again([{ field: 'what', text: 'Choose what they say' }]);
  const personId = ask.params.id;
  try {
    await ask.perform(recordVoluntary, { personId, what, onDay, inWriting: inWriting === 'yes', words }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return again(error.fields);
  }
  return redirect(`/people/${personId}/agreement`, 'It was taken down.');
}
