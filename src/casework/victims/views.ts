import { ageOn, type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import { button, emptyState, insetText, summaryList, table, tag } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { drawFields } from '../form-fields.ts';
import type { Showing } from '../form-flow.ts';
import { dueOn, kindName } from './list-views.ts';
import { offerMoves, referralMoves, updateMoves } from './rules.ts';
import { custodyOf, noContact, reachRows, rowOf } from './safety-view.ts';
import {
  type Condition,
  capacities,
  capacityWords,
  contactSchemes,
  contactSchemeWords,
  messageRules,
  messageWords,
  type Offer,
  offerStateWords,
  referralStateWords,
  type Satisfaction,
  scoreWords,
  type UpdateRule,
  updateStateWords,
  type Victim,
  type VictimCrime,
  type VictimReferral,
  type VictimUpdate,
  ways,
  wayWords,
} from './types.ts';

export const fullName = ({ givenNames, familyName }: Pick<Victim, 'givenNames' | 'familyName'>): string =>
  `${givenNames} ${familyName}`.trim();

export interface VictimModel {
  victim: Victim;
  crimes: readonly VictimCrime[];
  updates: readonly VictimUpdate[];
  referrals: readonly VictimReferral[];
  satisfaction: readonly Satisfaction[];
  conditions: readonly Condition[];
  offers: readonly Offer[];
  rule: UpdateRule;
  today: Day;
  mayWork: boolean;
  csrfToken: string;
}

export const victimPage = (
  model: VictimModel,
): Html => html`<h1 class="govuk-heading-l">${fullName(model.victim)}</h1>
${model.victim.state === 'closed' ? insetText({ text: `Closed on ${showDay(model.victim.closedOn ?? model.today)}: ${model.victim.closedWhy ?? ''}` }) : ''}
${reachSection(model)}
${crimeSection(model)}
${updateSection(model)}
${conditionSection(model)}
${referralSection(model)}
${offerSection(model)}
${satisfactionSection(model)}
${caseSection(model)}`;

const open = ({ mayWork, victim }: VictimModel): boolean => mayWork && victim.state === 'open';
const path = ({ victim }: VictimModel): string => `/victims/${victim.id}`;

/** Whether and how they may be reached stands first: it is what somebody with the telephone in hand needs. */
function reachSection(model: VictimModel): Html {
  const { victim } = model;
  return html`${noContact(victim)}
${summaryList({
  rows: [
    rowOf('They are a', capacityWords[victim.capacity]),
    rowOf('Contact scheme', contactSchemeWords[victim.contactScheme]),
    ...reachRows(victim),
    rowOf(
      'Born',
      victim.born === null ? null : `${showDay(victim.born)}, age ${ageOn(victim.born, model.today)}`,
    ),
    rowOf('Needs', victim.needs),
    rowOf('Named contact', victim.officer),
  ],
})}
${open(model) ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path(model)}/details">Change details, preferences and needs</a></p>` : ''}`;
}

const crimeSection = (model: VictimModel): Html => html`<h2 class="govuk-heading-m">Crimes</h2>
${table({
  caption: 'Crimes, and the custody of the member whose offence each was',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Crimes',
  stack: true,
  head: ['Crime', 'Day', 'Offence', 'The member now'],
  rows: model.crimes.map((crime) => [
    crime.crime,
    showShortDay(crime.offenceOn),
    crime.offence,
    custodyOf(crime, model.today),
  ]),
})}
${open(model) ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path(model)}/crime">Add another crime</a></p>` : ''}`;

const addLink = (model: VictimModel, part: string, text: string): Html | '' =>
  open(model)
    ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path(model)}/${part}/new">${text}</a></p>`
    : '';

const moveLink = (model: VictimModel, part: string, id: number, text: string, about: string): Html | '' =>
  open(model)
    ? html`<a class="govuk-link" href="${path(model)}/${part}/${id}">${text}<span class="govuk-visually-hidden"> ${about}</span></a>`
    : '';

const updateSection = (model: VictimModel): Html => html`<h2 class="govuk-heading-m" id="updates">Updates</h2>
${
  model.updates.length === 0
    ? emptyState({ title: 'No update is due, and none was given yet.' })
    : table({
        caption: 'Updates, those that are due first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Updates',
        stack: true,
        head: ['About', 'Due', 'State', 'What was said', 'Record'],
        rows: model.updates.map((one) => [
          html`${kindName(model.rule, one.kind)}${one.crime === null ? '' : html`<br><span class="govuk-hint">${one.crime}</span>`}`,
          one.state === 'due' ? dueOn(one.dueOn, model.today) : showShortDay(one.dueOn),
          one.state === 'given' && one.givenOn !== null && one.how !== null
            ? html`Given on ${showShortDay(one.givenOn)}, ${wayWords[one.how].toLowerCase()}<br><span class="govuk-hint">${one.staff ?? ''}</span>`
            : updateStateWords[one.state],
          one.words ?? '',
          updateMoves[one.state].length > 0
            ? moveLink(model, 'updates', one.id, 'Record', kindName(model.rule, one.kind))
            : '',
        ]),
      })
}
${addLink(model, 'updates', 'Plan an update')}`;

const conditionSection = (
  model: VictimModel,
): Html => html`<h2 class="govuk-heading-m" id="conditions">No-contact conditions</h2>
${
  model.conditions.length === 0
    ? html`<p class="govuk-body">None is recorded.</p>`
    : table({
        caption: 'No-contact conditions',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'No-contact conditions',
        stack: true,
        head: ['Crime', 'What those who see the licence are told', 'From', 'Until', 'Change'],
        rows: model.conditions.map((one) => [
          one.crime,
          one.wording ?? 'A no-contact condition is in force: ask the victim officer',
          showShortDay(one.fromOn),
          one.endedOn !== null
            ? html`Ended on ${showShortDay(one.endedOn)}<br><span class="govuk-hint">${one.endedWhy}</span>`
            : one.toOn === null
              ? 'No end'
              : showShortDay(one.toOn),
          one.endedOn === null
            ? moveLink(model, 'conditions', one.id, 'End', `the condition in crime ${one.crime}`)
            : '',
        ]),
      })
}
${addLink(model, 'conditions', 'Record a no-contact condition')}`;

const referralSection = (
  model: VictimModel,
): Html => html`<h2 class="govuk-heading-m" id="referrals">Referrals to services</h2>
${
  model.referrals.length === 0
    ? html`<p class="govuk-body">None yet.</p>`
    : table({
        caption: 'Referrals to services',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Referrals to services',
        stack: true,
        head: ['Service', 'What for', 'Day', 'State', 'Change'],
        rows: model.referrals.map((one) => [
          one.service,
          one.need,
          showShortDay(one.referredOn),
          html`${tag({ text: referralStateWords[one.state], classes: 'govuk-tag--grey' })}${one.outcome === null ? '' : html`<br>${one.outcome}`}`,
          referralMoves[one.state].length > 0
            ? moveLink(model, 'referrals', one.id, 'What became of it', `the referral to ${one.service}`)
            : '',
        ]),
      })
}
${addLink(model, 'referrals', 'Record a referral')}`;

const offerSection = (
  model: VictimModel,
): Html => html`<h2 class="govuk-heading-m" id="offers">Restorative justice</h2>
${
  model.offers.length === 0
    ? html`<p class="govuk-body">Not offered yet.</p>`
    : table({
        caption: 'Offers of restorative justice',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Offers of restorative justice',
        stack: true,
        head: ['Offered', 'State', 'Note', 'Change'],
        rows: model.offers.map((one) => [
          showShortDay(one.offeredOn),
          html`${offerStateWords[one.state]}${one.settledOn === null ? '' : `, ${showShortDay(one.settledOn)}`}`,
          one.words ?? '',
          offerMoves[one.state].length > 0
            ? moveLink(model, 'offers', one.id, 'What became of it', `the offer of ${showDay(one.offeredOn)}`)
            : '',
        ]),
      })
}
${addLink(model, 'offers', 'Record an offer')}`;

const satisfactionSection = (
  model: VictimModel,
): Html => html`<h2 class="govuk-heading-m" id="satisfaction">How they found the service</h2>
${
  model.satisfaction.length === 0
    ? html`<p class="govuk-body">Not asked yet.</p>`
    : table({
        caption: 'How they found the service',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'How they found the service',
        stack: true,
        head: ['Asked', 'Score', 'In their words'],
        rows: model.satisfaction.map((one) => [
          showShortDay(one.askedOn),
          one.score === null ? 'Did not say' : `${one.score} of 5: ${scoreWords[one.score]}`,
          one.words ?? '',
        ]),
      })
}
${addLink(model, 'satisfaction', 'Record what they said')}`;

function caseSection(model: VictimModel): Html | '' {
  if (!model.mayWork) return '';
  if (model.victim.state === 'closed')
    return html`<h2 class="govuk-heading-m">The case</h2>${form({
      action: `${path(model)}/reopen`,
      csrfToken: model.csrfToken,
      version: model.victim.version,
      body: button({ text: 'Open the case again', classes: 'govuk-button--secondary' }),
    })}`;
  return html`<h2 class="govuk-heading-m wm-no-print">The case</h2>
<ul class="govuk-list wm-no-print"><li><a class="govuk-link" href="${path(model)}/hand-over">Hand over to a colleague</a></li><li><a class="govuk-link" href="${path(model)}/close">Close the case</a></li></ul>`;
}

/** Who they are, how to reach them, what they need. */
export const detailFields = ({ values, errors }: Showing): Html =>
  html`${drawFields(
    [
      {
        name: 'capacity',
        label: 'They are a',
        as: 'radios',
        choices: capacities.map((value) => ({ value, text: capacityWords[value] })),
      },
      { name: 'givenNames', label: 'First names', as: 'line' },
      { name: 'familyName', label: 'Last name', as: 'line' },
      { name: 'born', label: 'Date of birth (optional)', as: 'day' },
      {
        name: 'contactScheme',
        label: 'The statutory victim contact scheme',
        as: 'radios',
        choices: contactSchemes.map((value) => ({ value, text: contactSchemeWords[value] })),
      },
      { name: 'wantsUpdates', label: 'They want to be told of releases and changes', as: 'tick' },
      {
        name: 'prefers',
        label: 'How they want to be reached',
        as: 'select',
        choices: [
          { value: '', text: 'Not asked' },
          ...ways.map((value) => ({ value, text: wayWords[value] })),
        ],
      },
      { name: 'phone', label: 'Telephone', as: 'line' },
      { name: 'email', label: 'E-mail', as: 'line' },
      { name: 'address', label: 'Address', as: 'text', rows: 3 },
      {
        name: 'message',
        label: 'May a message be left?',
        as: 'radios',
        initial: 'not-asked',
        choices: messageRules.map((value) => ({ value, text: messageWords[value] })),
      },
      { name: 'safeWords', label: 'The words that may be left', as: 'line', hint: 'For “only these words”' },
      { name: 'bestTimes', label: 'Best times', as: 'line' },
      { name: 'noContactTimes', label: 'When they must not be contacted', as: 'line' },
      {
        name: 'needs',
        label: 'What they need',
        as: 'text',
        hint: 'For example an interpreter, easy read, somebody with them, special measures',
      },
    ],
    values,
    errors,
  )}`;
