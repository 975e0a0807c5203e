import { showDay } from '../../kernel/clock.ts';
import { button, details, exampleTag, summaryList, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { drawFields, handlingFields } from '../form-fields.ts';
import type { Sheet, Showing } from '../form-flow.ts';
import type { RiskContext } from './frame.ts';
import { levelName, typeName } from './lists.ts';
import type { Assessment, AssessmentType, RiskLists } from './types.ts';

export const assessmentLead = (lists: RiskLists): Html =>
  html`<p class="govuk-body">An assessment counts where the assessor’s training in it was in date on the day. Otherwise it is kept and waits until somebody who may has let it in.${exampleTag(lists.example)}</p>`;

const choice = (type: AssessmentType) => ({
  value: type.code,
  text: `${type.name}, version ${type.version}`,
  hint:
    type.imported === true
      ? 'Worked out by another system: enter what it says'
      : type.needsTraining
        ? 'Needs training that is in date'
        : '',
});

/** @param only the type of the one that is corrected. */
export function assessmentFields(
  { lists, agencyNames }: RiskContext,
  { values, errors }: Showing,
  ownAgency: number,
  only?: string,
): Html {
  const types = lists.types.filter(({ code }) => only === undefined || code === only);
  const levels = [
    ...new Map(
      types.flatMap((type) => (type.bands === undefined ? type.levels : [])).map((one) => [one.code, one]),
    ).values(),
  ];
  const scored = types.filter(({ bands }) => bands !== undefined).map(({ name }) => name);
  return html`${
    only === undefined
      ? drawFields(
          [{ name: 'type', label: 'What kind of assessment', as: 'radios', choices: types.map(choice) }],
          values,
          errors,
        )
      : ''
  }${drawFields(
    [
      { name: 'assessedOn', label: 'Day it was made', as: 'day' },
      ...(levels.length === 0
        ? []
        : [
            {
              name: 'level',
              label: scored.length === 0 ? 'Level' : `Level (not for ${scored.join(', ')})`,
              as: 'radios' as const,
              choices: levels.map(({ code, name }) => ({ value: code, text: name })),
            },
          ]),
      ...(scored.length === 0
        ? []
        : [
            {
              name: 'score',
              label: `Score in per cent, for ${scored.join(', ')}`,
              as: 'number' as const,
              hint: 'The level follows from it',
            },
          ]),
      { name: 'summary', label: 'What it found, in short', as: 'text', rows: 6 },
      {
        name: 'source',
        label: 'Where it comes from (for a result of another system)',
        as: 'line',
      },
      { name: 'nextDue', label: 'Next due (optional)', as: 'day', hint: 'It then stands on Today' },
    ],
    values,
    errors,
  )}${handlingFields(
    agencyNames.filter(({ id }) => id !== ownAgency),
    values,
    errors,
  )}`;
}

export interface Below {
  action: string;
  csrfToken: string;
  version: number;
  summary: string;
  label: string;
  button: string;
  /** What was wrong with it, where it was sent. */
  wrong?: Showing | undefined;
  /** Asked besides. */
  more?: Html;
}

/** Below a form: the other thing that may be done, with its reason. */
export const withdrawBelow = (below: Below): Html =>
  details({
    summaryText: below.summary,
    open: below.wrong !== undefined,
    html: form({
      action: below.action,
      csrfToken: below.csrfToken,
      version: below.version,
      body: html`${below.more ?? ''}${textarea({ id: 'because', name: 'because', label: { text: below.label }, rows: 3, value: typeof below.wrong?.values.because === 'string' ? below.wrong.values.because : '', ...messageFor(below.wrong?.errors ?? [], 'because') })}${button({ text: below.button, classes: 'govuk-button--warning' })}`,
    }),
  });

/** Of one that waits, for whoever did not make it: withdrawn, but not rewritten. */
export const withdrawSheet = (lists: RiskLists, one: Assessment, { values, errors }: Showing): Sheet => ({
  heading: `Withdraw an assessment: ${typeName(lists, one.type)}`,
  what: 'this assessment',
  action: `/people/${one.personId}/risk/assessments/${one.id}/withdraw`,
  save: 'Withdraw assessment',
  lead: html`<p class="govuk-body">It waits to be let in. Until then only ${one.staff}, who made it, corrects it.</p>`,
  fields: drawFields(
    [{ name: 'because', label: 'Why is it withdrawn?', as: 'text', rows: 3 }],
    values,
    errors,
  ),
});

/** The named override. */
export function decideSheet(lists: RiskLists, one: Assessment, { values, errors }: Showing): Sheet {
  return {
    heading: `Let an assessment in: ${typeName(lists, one.type)}`,
    what: 'this assessment',
    action: `/people/${one.personId}/risk/assessments/${one.id}/decide`,
    save: 'Save decision',
    lead: summaryList({
      rows: [
        { key: 'Assessor', value: `${one.staff}, ${one.agency}` },
        { key: 'Made on', value: showDay(one.assessedOn) },
        { key: 'Level', value: levelName(lists, one.type, one.level) },
        { key: 'What it found', value: one.summary },
        { key: 'Why it waits', value: one.heldWhy ?? 'It does not wait' },
      ],
    }),
    fields: drawFields(
      [
        {
          name: 'verdict',
          label: 'Does it count?',
          as: 'radios',
          choices: [
            { value: 'accept', text: 'Yes, let it in' },
            { value: 'refuse', text: 'No, it is not accepted' },
          ],
        },
        {
          name: 'why',
          label: 'Why',
          as: 'text',
          rows: 3,
          hint: 'It stands beside the assessment for ever, with your name',
        },
      ],
      values,
      errors,
    ),
  };
}
