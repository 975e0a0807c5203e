import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  exampleTag,
  input,
  radios,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Pathway } from '../plans/types.ts';
import { listOf, offeredOutcomes } from './rules.ts';
import { nameOf } from './scheme.ts';
import { criteriaWords } from './service-rules.ts';
import type { Service } from './service-types.ts';
import {
  type ReferralForm,
  type ReferralsRule,
  referralHandlings,
  referralHandlingWords,
  type Sharable,
  sharables,
  staffRisks,
  staffRiskWords,
} from './types.ts';

export interface ReferralFormModel {
  heading: string;
  service: Service;
  rule: ReferralsRule;
  example: boolean;
  pathways: readonly Pathway[];
  action: string;
  draft: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  values: ReferralForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  unmetId?: number | undefined;
  today: Day;
  mayShareOffence: boolean;
  /** What was sent is amended with a reason; a draft is saved or sent. */
  amends: boolean;
  /** Outcomes that it names already. */
  present?: readonly string[];
}

const small = { classes: 'govuk-fieldset__legend--s' };

export function referralFormPage(model: ReferralFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
<p class="govuk-body">${model.service.provider}. ${model.service.offers}</p>
<p class="govuk-hint">For: ${criteriaWords(model.service)}. Shown for information: supervised or not, everybody on the scheme may be referred.</p>
${changedMeanwhile('this referral', model.theirs)}
${form({
  ...model,
  body: html`${model.unmetId === undefined ? '' : html`<input type="hidden" name="unmet" value="${model.unmetId}">`}
${radios({ name: 'category', fieldset: { legend: { text: 'Kind of help', ...small } }, classes: 'govuk-radios--small', value: values.category ?? '', items: model.service.categories.map((code) => ({ value: code, text: nameOf(model.rule.categories, code) })), ...messageFor(errors, 'category') })}
${radios({ name: 'pathway', fieldset: { legend: { text: 'Pathway', ...small } }, classes: 'govuk-radios--small', value: values.pathway ?? '', items: model.pathways.filter(({ code }) => model.service.pathways.includes(code) || code === values.pathway).map(({ code, name }) => ({ value: code, text: name })), ...messageFor(errors, 'pathway') })}
${textarea({ id: 'need', name: 'need', label: { text: 'What is the need?' }, rows: 3, value: values.need ?? '', ...messageFor(errors, 'need') })}
${textarea({ id: 'goal', name: 'goal', label: { text: 'What does the person hope for?' }, rows: 2, value: values.goal ?? '', ...messageFor(errors, 'goal') })}
${outcomesField(model)}
<h2 class="govuk-heading-m">What the provider is told besides</h2>
<p class="govuk-body">The provider always sees the name, day of birth, need, goal and desired outcomes. Of the rest only what you tick is sent, as you write it here. Later changes elsewhere do not reach the provider.</p>
${shareField(model)}
${model.amends ? input({ id: 'why', name: 'why', label: { text: 'Why is it amended?' }, value: values.why ?? '', ...messageFor(errors, 'why') }) : handlingField(model)}
<div class="govuk-button-group">${
    model.amends
      ? button({ text: 'Amend the referral', preventDoubleClick: true })
      : html`${button({ text: 'Send the referral', name: 'do', value: 'send', preventDoubleClick: true })}${button({ text: 'Keep as a draft', name: 'do', value: 'draft', classes: 'govuk-button--secondary', preventDoubleClick: true })}`
  }</div>`,
})}`;
}

/** Without script the category is not known when the page is drawn: then those of all the service's kinds are offered. */
function outcomesField(model: ReferralFormModel): Html {
  const chosen = model.service.categories;
  const items = chosen.flatMap((category) =>
    offeredOutcomes(model.rule, category, model.today).map((one) => ({
      value: one.code,
      text: chosen.length > 1 ? `${one.text} (${nameOf(model.rule.categories, category)})` : one.text,
    })),
  );
  const retired = model.rule.outcomes
    .filter(
      (one) => (model.present ?? []).includes(one.code) && !items.some(({ value }) => value === one.code),
    )
    .map((one) => ({ value: one.code, text: `${one.text} (no longer offered)` }));
  return html`${checkboxes({ name: 'outcomes', fieldset: { legend: { html: html`Desired outcomes${exampleTag(model.example)}`, ...small } }, hint: { text: 'Of the kind of help that you chose' }, classes: 'govuk-checkboxes--small', values: listOf(model.values.outcomes), items: [...items, ...retired], ...messageFor(model.errors, 'outcomes') })}`;
}

const shareWords: Record<Sharable, string> = {
  contact: 'How to reach the person',
  risk: 'Whether there is a risk to staff',
  availability: 'When they are free',
  language: 'The language they speak, or an interpreter',
  offence: 'The type of offence',
};

const shareField = (model: ReferralFormModel): Html =>
  checkboxes({
    name: 'share',
    fieldset: { legend: { text: 'Share', ...small } },
    classes: 'govuk-checkboxes--small',
    values: listOf(model.values.share),
    items: sharables
      .filter((code) => code !== 'offence' || model.mayShareOffence)
      .map((code) => ({
        value: code,
        text: shareWords[code],
        conditional: { html: sharedPart(code, model) },
      })),
  });

function sharedPart(code: Sharable, { values, errors }: ReferralFormModel): Html {
  switch (code) {
    case 'contact':
      return textarea({
        id: 'contact',
        name: 'contact',
        label: { text: 'Contact details' },
        hint: { text: 'Telephone, where to write, who may take a message' },
        rows: 2,
        value: values.contact ?? '',
        ...messageFor(errors, 'contact'),
      });
    case 'risk':
      return html`${radios({ name: 'risk', fieldset: { legend: { text: 'Is there a risk to staff?' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.risk ?? '', items: staffRisks.map((one) => ({ value: one, text: staffRiskWords[one] })), ...messageFor(errors, 'risk') })}
${textarea({ id: 'riskWords', name: 'riskWords', label: { text: 'What staff should do' }, hint: { text: 'Needed where there is a risk. Say what to do, not what happened.' }, rows: 2, value: values.riskWords ?? '', ...messageFor(errors, 'riskWords') })}`;
    case 'availability':
      return input({
        id: 'availability',
        name: 'availability',
        label: { text: 'When they are free' },
        value: values.availability ?? '',
        ...messageFor(errors, 'availability'),
      });
    case 'language':
      return input({
        id: 'language',
        name: 'language',
        label: { text: 'Language or interpreter' },
        value: values.language ?? '',
        ...messageFor(errors, 'language'),
      });
    case 'offence':
      return html`${input({ id: 'offence', name: 'offence', label: { text: 'Type of offence' }, hint: { text: 'The type only, such as burglary: no narrative, no victim, no place' }, value: values.offence ?? '', ...messageFor(errors, 'offence') })}
${input({ id: 'offenceWhy', name: 'offenceWhy', label: { text: 'Why the provider needs to know it' }, value: values.offenceWhy ?? '', ...messageFor(errors, 'offenceWhy') })}`;
  }
}

const handlingField = ({ values, errors }: ReferralFormModel): Html =>
  radios({
    name: 'handling',
    fieldset: { legend: { text: 'Who else in the scheme may see it', ...small } },
    classes: 'govuk-radios--small',
    value: values.handling ?? 'partners',
    items: referralHandlings.map((code) => ({ value: code, text: referralHandlingWords[code] })),
    ...messageFor(errors, 'handling'),
  });
