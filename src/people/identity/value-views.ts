import { showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, insetText, select, table } from '../../web/components/index.ts';
import { form as formOf, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  orders,
  orderWords,
  sources,
  sourceWords,
  type ValueRule,
  type ValueRules,
  valueFields,
  valueFieldWords,
} from './value-rules.ts';
import type { RuleInForce } from './value-store.ts';

export interface ValuesModel {
  now: RuleInForce;
  versions: readonly RuleInForce[];
  /** As it was typed, where it is shown again. */
  form: Readonly<Record<string, string | undefined>> | undefined;
  errors: readonly FieldError[];
  key: string | undefined;
  changed: boolean;
  csrfToken: string | undefined;
}

const inWords = ({ by, first }: ValueRule): string =>
  `${orderWords[by]}${first === undefined ? '' : `; ${sourceWords[first].toLowerCase()} first`}`;

const rulesTable = (rules: ValueRules, caption: string): Html =>
  table({
    caption,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: caption,
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Field' }, { text: 'Shown' }],
    rows: valueFields.map((field) => [valueFieldWords[field], inWords(rules[field])]),
  });

export function valuesPage(model: ValuesModel): Html {
  const { now, csrfToken } = model;
  return html`<h1 class="govuk-heading-l">Which value is shown</h1>
<p class="govuk-body">Agencies may say different things of one person. Every record keeps what its agency said, and the Records page shows all of it with who said it and when. This says which of them stands on the person’s pages.</p>
${model.changed ? insetText({ html: html`<p class="govuk-body"><strong>${now.by ?? 'Somebody'} set this while you were choosing.</strong> It now stands as in the table; what you chose is below it.</p>` }) : ''}
${rulesTable(now.rules, now.version === 0 ? 'What the system comes with: your scheme has set nothing' : `Set by ${now.by ?? 'the first set-up'}, ${showShortDay(now.from ?? '')}`)}
<p class="govuk-body">Where that leaves several: the most trusted source, the latest, the value that most records give. A date of 1 January and half a name give way to any other. What is for the author’s agency or for named agencies alone is never shown.</p>
${csrfToken === undefined ? '' : setForm(model, csrfToken)}
${earlier(model.versions)}`;
}

function setForm({ now, form, errors, key }: ValuesModel, csrfToken: string): Html {
  const chosen = (name: string, kept: string): string => form?.[name] ?? kept;
  return html`<h2 class="govuk-heading-m wm-no-print">Set it</h2>${formOf({
    action: '/identity/values',
    csrfToken,
    key,
    version: now.version,
    body: html`${valueFields.map(
      (field) =>
        html`<div class="wm-row">${select({
          id: field,
          name: field,
          label: { text: valueFieldWords[field] },
          value: chosen(field, now.rules[field].by),
          ...messageFor(errors, field),
          items: orders.map((order) => ({ value: order, text: orderWords[order] })),
        })}${select({
          id: `${field}-first`,
          name: `${field}-first`,
          label: {
            html: html`Trusted first<span class="govuk-visually-hidden"> for ${valueFieldWords[field].toLowerCase()}</span>`,
          },
          value: chosen(`${field}-first`, now.rules[field].first ?? ''),
          ...messageFor(errors, `${field}-first`),
          items: [
            { value: '', text: 'The usual order' },
            ...sources.map((source) => ({ value: source, text: sourceWords[source] })),
          ],
        })}</div>`,
    )}${button({ text: 'Set', preventDoubleClick: true })}`,
  })}`;
}

function earlier(versions: readonly RuleInForce[]): Html | '' {
  const [, ...before] = versions;
  if (before.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Before</h2>${before.map((one) => rulesTable(one.rules, `Version ${one.version}, set by ${one.by ?? 'the first set-up'}, ${showShortDay(one.from ?? '')}`))}`;
}
