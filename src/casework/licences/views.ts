import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import { conditionWords } from '../../people/index.ts';
import { button, details, emptyState, summaryList, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { caseTable, warrantTable } from '../enforcement/case-views.ts';
import { type Case, orderTypeWords, type Warrant } from '../enforcement/types.ts';
import { placesBlock } from './place-views.ts';
import { registerBlock } from './register-views.ts';
import { licenceTransitions, standingOn } from './rules.ts';
import {
  type Condition,
  type ConditionKind,
  conditionKinds,
  conditionKindWords,
  endingWords,
  handlingWords,
  type Item,
  type KeptCurfew,
  type KeptZone,
  type Licence,
  licenceStateWords,
  type Supervision,
} from './types.ts';

export interface LicenceTabModel {
  personId: number;
  csrfToken: string;
  today: Day;
  licences: readonly Licence[];
  conditions: readonly Condition[];
  supervisions: readonly Supervision[];
  curfews: readonly KeptCurfew[];
  zones: readonly KeptZone[];
  items: readonly Item[];
  cases: readonly Case[];
  warrants: readonly (Warrant & { attempts: number })[];
  may: {
    edit: boolean;
    register: boolean;
    enforce: boolean;
    seeRegister: boolean;
    seeLicence: boolean;
    lists: boolean;
  };
}

export function licenceTab(model: LicenceTabModel): Html {
  const path = `/people/${model.personId}`;
  return html`<h1 class="govuk-heading-l">Licence and orders</h1>
${model.may.seeLicence ? licencesBlock(model, path) : ''}
${model.may.seeLicence ? placesBlock(model, path) : ''}
${model.may.seeRegister ? registerBlock(model, path) : ''}
${model.may.seeRegister ? enforcementBlock(model, path) : ''}
${extractBlock(model.supervisions)}
${model.may.lists ? html`<p class="govuk-body">Of everybody: <a class="govuk-link" href="/enforcement?state=open">failures still open</a> · <a class="govuk-link" href="/register">tags and items</a> · <a class="govuk-link" href="/warrants">warrants and recalls</a></p>` : ''}`;
}

function licencesBlock(model: LicenceTabModel, path: string): Html {
  const current = model.licences.filter(({ state }) => state === 'in-force');
  const past = model.licences.filter(({ state }) => state !== 'in-force');
  return html`${model.may.edit ? button({ text: 'Record a licence or order', href: `${path}/licence/new` }) : ''}
<h2 class="govuk-heading-m">Conditions in force</h2>
${
  current.length === 0
    ? emptyState({
        title: 'No licence or order that you may see is recorded here.',
        text: 'What probation sent stands below. Recorded here it has its conditions, variations and enforcement.',
      })
    : current.map((licence) => licenceBlock(model, licence, path))
}
${past.length === 0 ? '' : html`<h2 class="govuk-heading-m">Earlier licences and orders</h2><ul class="govuk-list govuk-list--bullet">${past.map((one) => html`<li><a class="govuk-link" href="${path}/licence/${one.id}">${titleOf(one)}</a> ${endWords(one)}</li>`)}</ul>`}`;
}

export const titleOf = (licence: Pick<Licence, 'orderType' | 'fromDay' | 'toDay'>): string =>
  `${orderTypeWords[licence.orderType]}, ${showDay(licence.fromDay)}${licence.toDay === null ? '' : ` to ${showDay(licence.toDay)}`}`;

const endWords = (licence: Licence): string =>
  licence.endedHow === null || licence.endedOn === null
    ? licenceStateWords[licence.state].toLowerCase()
    : `${endingWords[licence.endedHow].toLowerCase()} on ${showDay(licence.endedOn)}`;

function licenceBlock(model: LicenceTabModel, licence: Licence, path: string): Html {
  const standing = standingOn(
    model.conditions.filter(({ licenceId }) => licenceId === licence.id),
    model.today,
  );
  const hidden = html`<span class="govuk-visually-hidden">: ${titleOf(licence)}</span>`;
  return html`<section class="govuk-!-margin-bottom-6" aria-labelledby="licence-${licence.id}">
<h3 class="govuk-heading-s" id="licence-${licence.id}"><a class="govuk-link" href="${path}/licence/${licence.id}">${titleOf(licence)}</a> ${licence.toDay !== null && licence.toDay < model.today ? tag({ text: 'Past its end', classes: 'govuk-tag--yellow' }) : ''}</h3>
<p class="govuk-body">${[licence.sentence, licence.madeBy, licence.officer === null ? null : `supervised by ${licence.officer}`].filter((one) => one !== null).join(', ')} <span class="govuk-hint">${licence.agency}${licence.handling === 'partners' ? '' : `, ${handlingWords[licence.handling].toLowerCase()}`}</span></p>
${conditionList(standing)}
<p class="govuk-body">${model.may.edit ? html`<a class="govuk-link" href="${path}/licence/${licence.id}/vary">Vary${hidden}</a> · ` : ''}<a class="govuk-link" href="${path}/licence/${licence.id}/print">Print${hidden}</a></p>
</section>`;
}

/** Conditions under the heading of their kind; standard ones folded, because everybody has them. */
export function conditionList(standing: readonly Condition[]): Html {
  if (standing.length === 0)
    return html`<p class="govuk-body">No conditions are recorded that you may see.</p>`;
  const of = (kind: ConditionKind): readonly Condition[] => standing.filter((one) => one.kind === kind);
  const list = (conditions: readonly Condition[]): Html =>
    html`<ul class="govuk-list govuk-list--bullet">${conditions.map((one) => html`<li>${one.wording}${one.kind === 'additional' ? html` <span class="govuk-hint">${one.category}</span>` : ''}</li>`)}</ul>`;
  return html`${conditionKinds
    .filter((kind) => kind !== 'standard' && of(kind).length > 0)
    .map(
      (kind) =>
        html`<p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">${conditionKindWords[kind]}</p>${list(of(kind))}`,
    )}
${of('standard').length === 0 ? '' : details({ summaryText: `Standard conditions (${of('standard').length})`, html: list(of('standard')) })}`;
}

const extractBlock = (supervisions: readonly Supervision[]): Html =>
  html`<h2 class="govuk-heading-m">What probation and youth justice sent</h2>
${
  supervisions.length === 0
    ? emptyState({
        title: 'No extract that you may see tells of an order or licence.',
        text: 'Where there is none, nor one above, work with the person is by agreement.',
      })
    : table({
        caption: 'Orders and licences of the extracts, the latest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Orders and licences of the extracts',
        stack: true,
        head: [
          { text: 'What' },
          { text: 'From' },
          { text: 'To' },
          { text: 'Conditions' },
          { text: 'Sent by' },
        ],
        rows: supervisions.map((one) => [
          one.title ?? orderTypeWords[one.orderType],
          showShortDay(one.fromDay),
          one.toDay === null ? 'not said' : showShortDay(one.toDay),
          one.conditions.map(conditionWords).join(', '),
          one.agency,
        ]),
      })
}`;

function enforcementBlock(model: LicenceTabModel, path: string): Html {
  return html`<h2 class="govuk-heading-m" id="enforcement">Enforcement</h2>
${model.cases.length === 0 ? emptyState({ title: 'No failure to comply is recorded that you may see.', text: 'A failed appointment of somebody under an order or licence starts one. Where they take part by agreement nothing is started.' }) : caseTable(model.cases, path, model.today)}
${model.may.enforce ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/enforcement/new">Record another failure to comply</a></p>` : ''}
<h2 class="govuk-heading-m" id="warrants">Warrants and recalls</h2>
${model.warrants.length === 0 ? html`<p class="govuk-body">None is recorded.</p>` : warrantTable(model.warrants, path)}
${model.may.register ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/warrants/new">Record a warrant or recall</a></p>` : ''}`;
}

/** The particulars of one licence or order. */
export const particulars = (licence: Licence): Html =>
  summaryList({
    rows: [
      {
        key: 'State',
        value:
          licence.state === 'in-force'
            ? 'In force'
            : `${licenceStateWords[licence.state]}${licence.endedHow === null ? '' : `: ${endWords(licence)}`}${licence.endedWhy === null ? '' : `. ${licence.endedWhy}`}`,
      },
      licence.sentence !== null && { key: 'Sentence', value: licence.sentence },
      licence.madeBy !== null && { key: 'Court or prison', value: licence.madeBy },
      { key: 'Supervising officer', value: licence.officer ?? 'Not recorded' },
      { key: 'Recorded by', value: licence.agency },
      { key: 'Who may see it', value: handlingWords[licence.handling] },
    ],
  });

export const mayAct = (
  licence: Licence,
  act: keyof (typeof licenceTransitions)['in-force'] | 'reopen',
): boolean => licenceTransitions[licence.state][act] !== undefined;
