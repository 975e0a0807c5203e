import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, details, emptyState, input, table } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { bodyCode, type CostBody } from './bodies.ts';
import { costTabs } from './show.ts';

export interface BodyValues {
  name?: string;
  note?: string;
}

interface BodiesPage {
  bodies: readonly CostBody[];
  values: BodyValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  of?: number | undefined;
  theirs?: string | undefined;
  mayEdit: boolean;
  csrfToken: string;
}

const path = '/resources/costs/bodies';

/** Who bears or pays a line without being of the scheme: a policing body of another county, a national fund. */
export function bodiesPage(model: BodiesPage): Html {
  const { bodies } = model;
  return html`<h1 class="govuk-heading-l">Bodies outside the scheme</h1>
${costTabs(undefined)}
<p class="govuk-body">They can bear a cost line, pay one, or have a share in a formula, and no more: they are under no agreement, have nobody who signs in, and are in no list of agencies.</p>
${
  bodies.length === 0
    ? emptyState({ title: 'No body is entered.' })
    : table({
        caption: 'Bodies outside the scheme',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Bodies outside the scheme',
        stack: true,
        head: [{ text: 'Body' }, { text: 'Note' }, { text: 'Borne or paid', format: 'numeric' }],
        rows: bodies.map((body) => [
          html`<a class="govuk-link" href="/resources/costs/lines?agency=${bodyCode(body.id)}">${body.name}</a>`,
          body.note ?? '',
          { text: `${body.lines} ${body.lines === 1 ? 'line' : 'lines'}`, format: 'numeric' },
        ]),
      })
}
${model.mayEdit ? editing(model) : ''}`;
}

function editing(model: BodiesPage): Html {
  return html`<div class="wm-no-print">${model.bodies.map((body) => {
    const again = model.of === body.id;
    return details({
      summaryText: `Change ${body.name}`,
      open: again,
      html: html`${again ? changedMeanwhile('this body', model.theirs) : ''}${bodyForm(model, {
        action: `${path}/${body.id}`,
        suffix: `-${body.id}`,
        version: body.version,
        values: again ? model.values : { name: body.name, note: body.note ?? '' },
        button: 'Save',
      })}`,
    });
  })}
<h2 class="govuk-heading-m">Enter a body</h2>
${bodyForm(model, { action: path, suffix: '', values: model.of === undefined ? model.values : {}, button: 'Enter the body' })}</div>`;
}

const bodyForm = (
  model: BodiesPage,
  one: { action: string; suffix: string; version?: number; values: BodyValues; button: string },
): Html =>
  form({
    action: one.action,
    csrfToken: model.csrfToken,
    key: one.suffix === '' ? model.key : undefined,
    version: one.version,
    body: html`${input({ id: `name${one.suffix}`, name: 'name', label: { text: 'What it is called' }, value: one.values.name ?? '', ...messageFor(model.errors, `name${one.suffix}`) })}
${input({ id: `note${one.suffix}`, name: 'note', label: { text: 'Note (optional)' }, value: one.values.note ?? '' })}
${button({ text: one.button, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });
