import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf } from '../registers/forms.ts';
import type { Agreement } from './types.ts';

export interface SuspendForm {
  why?: string;
}

/** What a suspension does, in the words of the kind: a section 22A agreement shares no items itself. */
export const suspensionWords = ({ kind }: Pick<Agreement, 'kind'>): { does: string; lift: string } =>
  kind === 'section-22a'
    ? { does: 'the collaboration has no agreement to rest on', lift: 'Lift the suspension' }
    : { does: 'it shares nothing', lift: 'Let it open again' };

export function suspendForm(model: {
  agreement: Agreement;
  values: SuspendForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  version: number;
  theirs?: string | undefined;
  csrfToken: string;
}): Html {
  const { agreement } = model;
  const fields = fieldsOf<SuspendForm>(model.values, model.errors);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${agreement.reference}: ${agreement.title}</span>Suspend the agreement</h1>
${changedMeanwhile('this agreement', model.theirs)}
${warningText({ text: `From your click on ${suspensionWords(agreement).does}. You cannot lift it yourself: only a second person at a commissioner’s office lifts it, or ends the agreement.` })}
<p class="govuk-body">Until then the agreement is not varied, and takes no signatures. You see on Today what became of it.</p>
${form({
  action: `/governance/agreements/${agreement.id}/suspend`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${fields.area('why', 'Why it is suspended')}${button({ text: 'Suspend now', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
}

/** That it is stopped, for everybody who opens the page. */
export const suspensionNotice = ({ agreement }: { agreement: Agreement }): Html | '' =>
  agreement.suspendedOn === null
    ? ''
    : warningText({
        text: `Suspended since ${showDay(agreement.suspendedOn)}: ${suspensionWords(agreement).does} until a second person ends the agreement or lifts the suspension.`,
      });
