import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  exampleTag,
  insetText,
  select,
  summaryList,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, ownerItems, type Showing } from '../registers/forms.ts';
import { historyTable, type RegisterEvent } from '../registers/history.ts';
import { appetiteOf, isAbove, mayDo, type RiskAct } from './rules.ts';
import { type RiskForm, type RiskScales, riskRegisterWords, type SchemeRisk } from './types.ts';
import { categoryName, reviewWords, riskPath, scoreTag } from './views.ts';

/** A short form on the page of a risk. */
export interface RiskAnswer {
  why?: string;
  found?: string;
  nextOn?: string;
}

export interface RiskPageModel {
  risk: SchemeRisk;
  scales: RiskScales;
  events: readonly RegisterEvent[];
  today: Day;
  mayManage: boolean;
  mayAccept: boolean;
  viewerId: number;
  csrfToken: string;
  /** The form that was sent last and has to be shown again. */
  again?: (Showing<RiskAnswer> & { act: RiskAct }) | undefined;
}

export function riskPage(model: RiskPageModel): Html {
  const { risk, scales, today } = model;
  const path = `${riskPath}/${risk.id}`;
  const may = (act: RiskAct, right: boolean): boolean => right && mayDo(risk, act);
  return html`<h1 class="govuk-heading-l">${risk.title}</h1>
<p class="govuk-body">${tag({ text: risk.state === 'closed' ? 'Closed' : riskRegisterWords[risk.register], classes: risk.state === 'closed' ? 'govuk-tag--grey' : 'govuk-tag--blue' })}${exampleTag(risk.example)}</p>
${changedMeanwhile('this risk', model.again?.theirs)}
${isAbove(scales, risk) && risk.state === 'open' ? warningText({ text: `Its score after controls is above the ${appetiteOf(scales, risk.category)} that is accepted of its kind.` }) : ''}
${risk.register === 'asked' ? insetText({ html: html`<p class="govuk-body">The OPCC is asked to take this risk: ${risk.askedWhy ?? ''}</p>` }) : ''}
${facts(model)}
${may('change', model.mayManage) ? html`<p>${button({ text: 'Change', href: `${path}/edit`, classes: 'govuk-button--secondary' })}</p>` : ''}
${may('review', model.mayManage) ? reviewForm(model, today) : ''}
${may('escalate', model.mayManage) ? reasonForm(model, 'escalate', 'Ask the OPCC to take it', 'Why the scheme cannot hold it alone') : ''}
${may('accept', model.mayAccept) ? answerForms(model) : ''}
${may('hand-back', model.mayAccept) ? reasonForm(model, 'hand-back', 'Hand it back to the scheme', 'Why') : ''}
${may('close', model.mayManage) ? reasonForm(model, 'close', 'Close the risk', 'Why it can no longer come about') : ''}
${may('reopen', model.mayManage) ? reasonForm(model, 'reopen', 'Open it again', 'Why') : ''}
${historyTable(model.events)}`;
}

const facts = ({ risk, scales, today }: RiskPageModel): Html =>
  summaryList({
    rows: [
      { key: 'Kind', value: categoryName(scales, risk.category) },
      { key: 'Cause', value: risk.cause },
      { key: 'Event', value: risk.event },
      { key: 'Effect', value: risk.effect },
      {
        key: 'Before controls',
        value: html`${scoreTag(scales, risk.likelihoodBefore, risk.impactBefore)} ${levels(scales, risk.likelihoodBefore, risk.impactBefore)}`,
      },
      { key: 'Controls', value: risk.controls ?? 'None' },
      {
        key: 'After controls',
        value: html`${scoreTag(scales, risk.likelihood, risk.impact)} ${levels(scales, risk.likelihood, risk.impact)}`,
      },
      { key: 'Accepted of its kind', value: String(appetiteOf(scales, risk.category) ?? 'Not set') },
      { key: 'Owner', value: risk.owner ?? 'Nobody yet' },
      { key: 'Next review', value: reviewWords(risk, today) },
      risk.acceptedOn === null
        ? null
        : {
            key: 'OPCC’s register',
            value: `Taken by ${risk.acceptedByName ?? ''} on ${showDay(risk.acceptedOn)}: ${risk.askedWhy ?? ''}`,
          },
    ],
  });

const levels = (scales: RiskScales, likelihood: number, impact: number): string =>
  `likelihood ${likelihood} (${scales.likelihood.find(({ level }) => level === likelihood)?.name ?? 'not in the scale'}), impact ${impact} (${scales.impact.find(({ level }) => level === impact)?.name ?? 'not in the scale'})`;

function again(model: RiskPageModel, act: RiskAct): (Showing<RiskAnswer> & { act: RiskAct }) | undefined {
  return model.again?.act === act ? model.again : undefined;
}

function reasonForm(model: RiskPageModel, act: RiskAct, title: string, label: string): Html {
  const shown = again(model, act);
  const id = `why-${act}`;
  return details({
    summaryText: title,
    open: shown !== undefined,
    html: form({
      action: `${riskPath}/${model.risk.id}/${act}`,
      csrfToken: model.csrfToken,
      key: shown?.key,
      version: model.risk.version,
      body: html`${area(id, label, shown)}${button({ text: title, preventDoubleClick: true })}`,
    }),
  });
}

function area(id: string, label: string, shown: Showing<RiskAnswer> | undefined): Html {
  const error = messageFor(
    (shown?.errors ?? []).map((one) => ({ ...one, field: id })),
    id,
  );
  return html`<div class="govuk-form-group${error.errorMessage ? ' govuk-form-group--error' : ''}"><label class="govuk-label" for="${id}">${label}</label>${error.errorMessage ? html`<p class="govuk-error-message">${error.errorMessage.text}</p>` : ''}<textarea class="govuk-textarea" id="${id}" name="why" rows="2">${shown?.values.why ?? ''}</textarea></div>`;
}

function answerForms(model: RiskPageModel): Html {
  if (model.risk.askedBy === model.viewerId)
    return html`<p class="govuk-body">You asked for this: somebody else answers for the OPCC.</p>`;
  return html`${reasonForm(model, 'accept', 'Take it into the OPCC’s register', 'What the OPCC will do (optional)')}${reasonForm(model, 'refuse', 'Leave it with the scheme', 'Why')}`;
}

function reviewForm(model: RiskPageModel, today: Day): Html {
  const shown = again(model, 'review');
  const fields = fieldsOf<RiskAnswer>(shown?.values ?? {}, shown?.errors ?? []);
  return details({
    summaryText: 'Record a review that changed nothing',
    open: shown !== undefined,
    html: form({
      action: `${riskPath}/${model.risk.id}/review`,
      csrfToken: model.csrfToken,
      key: shown?.key,
      version: model.risk.version,
      body: html`${fields.area('found', 'What was found')}${fields.day('nextOn', 'Next review', `After ${showDay(today)}`)}${button({ text: 'Record the review', preventDoubleClick: true })}`,
    }),
  });
}

export function riskForm(model: {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<RiskForm>;
  scales: RiskScales;
  owners: readonly { id: number; name: string; agency: string }[];
}): Html {
  const { scales, showing } = model;
  const fields = fieldsOf<RiskForm>(showing.values, showing.errors);
  const level = (name: keyof RiskForm, label: string, of: RiskScales['likelihood']): Html =>
    select({
      id: name,
      name,
      label: { text: label },
      value: showing.values[name] ?? '',
      ...messageFor(showing.errors as FieldError[], name),
      items: [
        { value: '', text: 'Choose' },
        ...of.map((one) => ({
          value: String(one.level),
          text: `${one.level} ${one.name}${one.means ? `: ${one.means}` : ''}`,
        })),
      ],
    });
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${changedMeanwhile('this risk', showing.theirs)}
<p class="govuk-body">Of the scheme, never of a person: name nobody who is on it.</p>
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: showing.key,
  version: showing.version,
  body: html`${fields.text('title', 'Short name')}
${fields.choice('category', 'Kind', [{ value: '', text: 'Choose' }, ...scales.categories.map(({ code, name, appetite }) => ({ value: code, text: `${name} (accepted up to ${appetite})` }))])}
${fields.area('cause', 'Cause', { hint: 'Because …' })}
${fields.area('event', 'Event', { hint: '… there is a risk that …' })}
${fields.area('effect', 'Effect', { hint: '… which would lead to …' })}
<div class="wm-row">${level('likelihoodBefore', 'Likelihood before controls', scales.likelihood)}${level('impactBefore', 'Impact before controls', scales.impact)}</div>
${fields.area('controls', 'Controls (optional)', { hint: 'What is done already to make it less likely or less harmful' })}
<div class="wm-row">${level('likelihood', 'Likelihood after controls', scales.likelihood)}${level('impact', 'Impact after controls', scales.impact)}</div>
${fields.choice('owner', 'Owner', ownerItems(model.owners))}
${fields.day('reviewOn', 'Next review')}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
