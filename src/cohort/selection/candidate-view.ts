import { ownReasonWords, type ReasonKind } from '../../access/reasons.ts';
import { ageOn, type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { waitingWords } from '../../people/index.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import {
  button,
  details,
  emptyState,
  insetText,
  select,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { ruleBites, type SingleChange } from './counterfactual.ts';
import { changesWords, eventWords, pointsWords } from './event-words.ts';
import { changeWords } from './list-view.ts';
import { transitions } from './rules.ts';
import { staleScore } from './stale-view.ts';
import {
  type Candidate,
  type CandidateEvent,
  candidateStateWords,
  type Eligibility,
  type Matrix,
  type OfficialScore,
} from './types.ts';
import { factorWords } from './words.ts';

export interface CandidateModel {
  candidate: Candidate;
  /** By which the points are; and the one in force, which may be another until the next run. */
  matrix: RuleVersion<Matrix>;
  inForce: RuleVersion<Matrix>;
  eligibility: Eligibility;
  /** What an agency's own tool gave last, counted or not. */
  official: OfficialScore | undefined;
  /** What one change alone would move them over the line. */
  single: readonly SingleChange[];
  events: readonly CandidateEvent[];
  agencies: readonly { name: string; records: number }[];
  /** Records of others that may be this person's. */
  waiting: number;
  reasons: readonly { kind: string; opensAt: Date; closesAt: Date | null }[];
  meetings: readonly { id: number; base: string | null; heldOn: Day; state: string }[];
  strandName: string | null;
  today: Day;
  mayPropose: boolean;
  mayPrepare: boolean;
  csrfToken: string;
  key?: string | undefined;
  errors: readonly FieldError[];
  values: { meeting?: string | undefined; why?: string | undefined };
  /** Which form was sent, when it is shown again. */
  sent?: 'propose' | 'set-aside' | undefined;
  theirs?: string | undefined;
}

export function candidatePage(model: CandidateModel): Html {
  const { candidate, matrix } = model;
  const place = candidate.total >= matrix.body.line ? 'at or above' : 'below';
  return html`<h1 class="govuk-heading-l">${candidate.name}</h1>
${model.theirs !== undefined && insetText({ html: html`<p class="govuk-body"><strong>Somebody changed this candidate meanwhile.</strong> Now: ${model.theirs}</p><p class="govuk-body">What you typed is below.</p>` })}
<p class="govuk-body-l"><strong>${candidate.total} points</strong>, ${place} the line of ${matrix.body.line}. Rank ${candidate.rank}. Change since the last run: ${changeWords(candidate)}</p>
${staleWords(model)}
${candidate.via === 'nomination' && insetText({ text: 'On the list because they were nominated: they do not meet the scheme’s rule by their offences.' })}${!candidate.eligible && candidate.via === 'score' && insetText({ text: 'As at the last run this person no longer meets the scheme’s rule.' })}
${candidate.strand !== null && insetText({ text: `Under age: only the strand “${model.strandName ?? candidate.strand}” is open.` })}
${model.waiting > 0 && insetText({ text: `${waitingWords(model.waiting)}. The score may not count all that they did.` })}
${about(model)}
<h2 class="govuk-heading-m">How the points were reached</h2>
<p class="govuk-body">By “${matrix.body.name}”, version ${matrix.version} of the matrix.</p>
${factors(candidate)}
${official(model)}<p class="govuk-body">${matrix.example && 'The points are an example: no national matrix is published. '}Only proven offences count, of which the person was convicted or cautioned. Being a victim or a witness, arrests without proof, intelligence, needs, health and what the scheme itself does with a person never count.</p>
${details({ summaryText: 'About official and indicative scores', text: 'Where the matrix counts it, an official score from an agency’s own tool stands first, with its date and version. Otherwise it is worked out here from the sanctions on record, which may not be all of them, and is called indicative. It is a chance of people like this one and no statement about this one.' })}
${whatWould(model)}
${log(model.events)}
${acts(model)}
<h2 class="govuk-heading-m">Why you can see this</h2>
<ul class="govuk-list govuk-list--bullet">${model.reasons.map((reason) => html`<li>You have it because ${ownReasonWords[reason.kind as ReasonKind] ?? reason.kind}, since ${showMoment(reason.opensAt)}${reason.closesAt !== null && `, until ${showMoment(reason.closesAt)}`}.</li>`)}</ul>`;
}

/** A score of another version than the one in force: to be run again, or, of somebody no run scores, as it stood last. */
function staleWords({ candidate, matrix, inForce }: CandidateModel): Html | false {
  if (
    candidate.state !== 'gone' &&
    candidate.state !== 'adopted' &&
    (candidate.eligible || candidate.via === 'nomination')
  )
    return staleScore(matrix, inForce);
  return (
    matrix.id !== inForce.id &&
    insetText({
      text: `The points are the last that were worked out, by version ${matrix.version} of the matrix; version ${inForce.version} is in force, and a run no longer scores this person.`,
    })
  );
}

/** An agency's own score is shown beside the factors where none of them counts it. */
function official({ official: score, matrix }: CandidateModel): Html | false {
  if (score === undefined) return false;
  const counts = (measure: string): boolean =>
    matrix.body.factors.some((factor) => factor.measure === measure);
  const parts = [
    ...(score.percent === null
      ? []
      : [
          `${score.percent}% within two years${counts('ogrs3') || counts('arp') || counts('official-score') ? '' : ' (not counted by this matrix)'}`,
        ]),
    ...(score.needs === null
      ? []
      : [`${score.needs} needs${counts('needs') ? '' : ' (not counted by this matrix)'}`]),
  ];
  return html`<p class="govuk-body">Official score: ${parts.join('; ')}. ${score.instrument}, version ${score.toolVersion}, of ${showDay(score.scoredOn)}.</p>
`;
}

function whatWould({ candidate, matrix, single, eligibility }: CandidateModel): Html {
  const where = candidate.total >= matrix.body.line ? 'below' : 'to';
  return html`<h2 class="govuk-heading-m">What single change would move them ${where} the line</h2>
${
  single.length === 0
    ? html`<p class="govuk-body">No single factor that can change would: it would take more than one.</p>`
    : html`<p class="govuk-body">Each by itself, with all else as now: in life one change often brings others, as a new offence does to how long ago the last one was.</p><ul class="govuk-list govuk-list--bullet">${single.map(({ code, label, value, needed, total }) => html`<li>${label}: ${value === null ? 'not known' : value} now; at ${needed}, the total would be ${total}.${ruleBites({ code, needed }, matrix.body, eligibility) && ` With fewer than ${eligibility.minimumProvenOffences} proven offences in ${eligibility.withinMonths} months they would no longer meet the scheme’s rule, and leave the list whatever their points.`}</li>`)}</ul>`
}`;
}

const log = (events: readonly CandidateEvent[]): Html =>
  html`<h2 class="govuk-heading-m">Why they entered, moved or left</h2>${
    events.length === 0
      ? emptyState({ title: 'Nothing has changed since they were listed.' })
      : table({
          caption: 'The newest first',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Why they entered, moved or left',
          stack: true,
          head: [{ text: 'When' }, { text: 'What' }, { text: 'Points' }, { text: 'Which factors' }],
          rows: events.map((event) => [
            `${showMoment(event.at)}${event.runId === null ? ', after new facts' : `, run ${event.runId}`}`,
            eventWords(event),
            pointsWords(event),
            changesWords(event.changes),
          ]),
        })
  }`;

function about({ candidate, agencies, today }: CandidateModel): Html {
  return summaryList({
    rows: [
      {
        key: 'State',
        value: `${candidateStateWords[candidate.state]}${candidate.why === null ? '' : `: ${candidate.why}`}`,
      },
      {
        key: 'Looked at until',
        value: `${showDay(candidate.expiresOn)}, unless there is a new proven offence`,
      },
      {
        key: 'Born',
        value:
          candidate.born === null
            ? 'Not known'
            : `${showDay(candidate.born)}, age ${ageOn(candidate.born, today)}`,
      },
      { key: 'Base', value: candidate.base ?? 'Cannot be told from where the offences were' },
      {
        key: 'Order or licence',
        value: candidate.statutory === 'statutory' ? 'In force' : 'None known',
      },
      {
        key: 'Known to',
        value:
          agencies.length === 0
            ? 'No record that you may see'
            : agencies.map(({ name, records }) => `${name} (${records})`).join(', '),
      },
      {
        key: 'Person',
        value: html`<a class="govuk-link" href="/people/${candidate.personId}">Open the record</a>`,
      },
    ],
  });
}

const factors = (candidate: Candidate): Html =>
  table({
    caption: 'Factors and points',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Factors and points',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Factor' }, { text: 'What was found' }, { text: 'Points', format: 'numeric' }],
    rows: [
      ...candidate.factors.map((factor) => [
        factor.label,
        factorWords(factor),
        {
          html: html`<meter min="0" max="${factor.most === 0 ? 1 : factor.most}" value="${factor.points}" aria-label="${factor.points} of ${factor.most} points">${factor.points}</meter> ${factor.points}`,
          format: 'numeric',
        },
      ]),
      ['Total', '', { html: html`<strong>${candidate.total}</strong>`, format: 'numeric' }],
    ],
  });

function acts(model: CandidateModel): Html | null {
  if (!model.mayPropose) return null;
  const { candidate } = model;
  const allowed = transitions[candidate.state];
  const nothing =
    allowed.propose === undefined && allowed['set-aside'] === undefined && allowed.restore === undefined;
  return html`<div class="wm-no-print"><h2 class="govuk-heading-m">What to do</h2>
${nothing && html`<p class="govuk-body">Nothing can be done here: the candidate is “${candidateStateWords[candidate.state].toLowerCase()}”.</p>`}
${allowed.propose !== undefined && proposeForm(model)}
${allowed['set-aside'] !== undefined && asideForm(model)}
${
  allowed.restore !== undefined &&
  form({
    action: `/cohort/candidates/${candidate.id}/restore`,
    csrfToken: model.csrfToken,
    version: candidate.version,
    body: button({
      text: 'Put back on the list',
      classes: 'govuk-button--secondary',
      preventDoubleClick: true,
    }),
  })
}</div>`;
}

function proposeForm(model: CandidateModel): Html {
  const errors = model.sent === 'propose' ? model.errors : [];
  if (model.meetings.length === 0)
    return emptyState({
      title: model.mayPrepare
        ? 'No meeting is open. Plan one to propose this person to.'
        : 'No meeting is open. Ask the scheme manager to plan one.',
      actions: model.mayPrepare ? [{ text: 'Plan a meeting', href: '/panels/new' }] : [],
    });
  return form({
    action: `/cohort/candidates/${model.candidate.id}/propose`,
    csrfToken: model.csrfToken,
    key: model.sent === 'propose' ? model.key : undefined,
    version: model.candidate.version,
    body: html`${select({
      id: 'meeting',
      name: 'meeting',
      label: { text: 'Propose to the panel of' },
      ...messageFor(errors, 'meeting'),
      value: model.values.meeting ?? '',
      items: [
        { value: '', text: 'Choose a meeting' },
        ...model.meetings.map(({ id, heldOn, base, state }) => ({
          value: id,
          text: `${showDay(heldOn)}, ${base ?? 'every base'}${state === 'issued' ? ' (agenda issued)' : ''}`,
        })),
      ],
    })}${textarea({ id: 'propose-why', name: 'why', label: { text: 'Why the panel should look (optional)' }, rows: 2, value: model.sent === 'propose' ? (model.values.why ?? '') : '', ...messageFor(errors, 'propose-why') })}${button({ text: 'Propose', preventDoubleClick: true })}`,
  });
}

function asideForm(model: CandidateModel): Html {
  const errors = model.sent === 'set-aside' ? model.errors : [];
  return details({
    summaryText: 'Set aside',
    open: errors.length > 0 || model.sent === 'set-aside',
    html: form({
      action: `/cohort/candidates/${model.candidate.id}/set-aside`,
      csrfToken: model.csrfToken,
      key: model.sent === 'set-aside' ? model.key : undefined,
      version: model.candidate.version,
      body: html`${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 2, value: model.sent === 'set-aside' ? (model.values.why ?? '') : '', ...messageFor(errors, 'why') })}${button({ text: 'Set aside', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });
}
