import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import {
  button,
  details,
  emptyState,
  insetText,
  numberedPages,
  summaryList,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Evidence, type EvidenceLine, stepsOf, wordEvidence } from './evidence.ts';
import type { Proposal } from './life-store.ts';
import { clusterPicture, waterfallPicture, waterfallTable } from './picture.ts';
import { proposalsOfPerson } from './proposal-views.ts';
import type { FieldValues, SaidBy } from './provenance.ts';
import type { Separation } from './separation-store.ts';
import type { Decision, ShownEdge, SourceRecord } from './store.ts';
import { shortStrengths, strengthOf, strengths, weightWords } from './strength.ts';
import type { TwoOf } from './two-store.ts';
import { byNames, decidedBy, twoWords } from './two-views.ts';
import { capacityWords, ethnicityInWords, type Person, verdictWords } from './types.ts';

export interface RecordsModel {
  person: Person;
  records: readonly SourceRecord[];
  fields: readonly FieldValues[];
  edges: readonly ShownEdge[];
  decisions: readonly Decision[];
  /** Of those, the ones that two people made or put back. */
  two: TwoOf;
  separations: readonly Separation[];
  /** Records that a decision names and that are another person’s now, as far as the viewer may see them. */
  others: ReadonlyMap<number, string>;
  /** A separation is proposed and waits, for a viewer who may not know of which record. */
  waitsSince: Date | undefined;
  /** What waits for a second person, as far as the viewer may know of it. */
  proposals: readonly Proposal[];
  mayDecide: boolean;
  ownAgencyId: number;
  /** The link to explain, `12-34`; the weakest unless given. */
  chosen?: string | undefined;
  pageNumber: number;
}

export function recordsPage(model: RecordsModel): Html {
  const { records, person } = model;
  return html`<h1 class="govuk-heading-l">Records</h1>
${person.linkStatus === 'needs-attention' ? warningText({ text: 'New records speak for a change of who this person is. Nothing is changed until a reviewer has decided.' }) : ''}
${person.emptiedAt === null ? '' : insetText({ text: `All records of this person were taken back with their imports; since ${showMoment(person.emptiedAt)} no agency says who they are. What was done with them is kept, under the name that was last shown. Where the same records come in again, they are this person’s again.` })}
${
  records.length === 0
    ? emptyState({
        title: 'There is no source record that you may see.',
        text: 'Records of other agencies show here where an agreement covers them.',
      })
    : html`<p class="govuk-body">${count(records.length, 'record')} that you may see, from ${count(new Set(records.map(({ agency }) => agency)).size, 'agency', 'agencies')}, thought to be one person.</p>
${fieldTable(model)}
${evidenceSection(model)}
${recordCards(model)}`
}
${separationList(model)}
${decisionSection(model)}`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const saidByWords = (saidBy: readonly SaidBy[]): string =>
  saidBy.map(({ agency, asOf }) => `${agency}, ${showShortDay(asOf)}`).join('; ');

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

const worded = (field: string, value: string): string => {
  if (field === 'ethnicity') return ethnicityInWords(value);
  return dayPattern.test(value) ? showDay(value) : value;
};

function fieldTable({ fields, mayDecide }: RecordsModel): Html {
  return html`<h2 class="govuk-heading-m">What the agencies say</h2>
${table({
  caption: 'Every value, with who said it and when. The value shown on this person’s pages is marked.',
  captionClasses: 'govuk-table__caption--s',
  scrollLabel: 'What the agencies say, field by field',
  stack: true,
  firstCellIsHeader: true,
  head: [{ text: 'Field' }, { text: 'Value' }, { text: 'Said by' }],
  rows: fields.flatMap(({ field, label, values, disagree }) =>
    values.map(({ value, shown, saidBy }, index) => [
      html`${label}${disagree ? html` ${tag({ text: index === 0 ? 'Sources differ' : 'Differs', classes: 'govuk-tag--yellow' })}` : ''}`,
      html`${worded(field, value)}${shown ? html` ${tag({ text: 'Shown', classes: 'govuk-tag--blue' })}` : ''}`,
      saidByWords(saidBy),
    ]),
  ),
})}
${details({
  summaryText: 'How the shown value is chosen',
  html: html`<p class="govuk-body">From records that partners may have, and never from a victim’s or a witness’s, by the rule that the scheme has set${mayDecide && html` (<a class="govuk-link" href="/identity/values">which value is shown</a>)`}. Unless it says otherwise: first the source whose word goes furthest (for names and dates of birth a police record with a PNC number, then prisons, probation and youth justice, then police records without a number; for a number, the agency that issues it), then the most recent, then the value that most records give. A date of 1 January gives way to any other.</p>`,
})}`;
}

/** Beside the weight, which has it in it: "very strong, with the value as common as it is". */
const rarityWords = {
  rare: ', the more as few have this value',
  common: ', with how many have this value taken off',
} as const;

const findings = (lines: readonly EvidenceLine[], nothing: string): Html =>
  lines.length === 0
    ? html`<p class="govuk-body">${nothing}</p>`
    : html`<ul class="govuk-list govuk-list--bullet">${lines.map(({ what, found, bits, rarity }) => html`<li>${what}: ${found} (${bits === 0 ? 'a rule' : weightWords(bits)}${rarity === undefined ? '' : rarityWords[rarity]})</li>`)}</ul>`;

/**
 * One explanation: what speaks against first, then what speaks for, each with its strength in words.
 * @param level of its heading. `picture`: draws the sum too, under an id unlike any other on the page.
 */
export function evidenceLists(
  evidence: Evidence,
  heading: string,
  { level = 2, picture }: { level?: 2 | 3; picture?: string } = {},
): Html {
  const words = wordEvidence(defaultOffenderModel, evidence);
  const steps = stepsOf(defaultOffenderModel, evidence);
  const title = (text: string, at: number, size: 'm' | 's'): Html =>
    at === 2
      ? html`<h2 class="govuk-heading-${size}">${text}</h2>`
      : at === 3
        ? html`<h3 class="govuk-heading-${size}">${text}</h3>`
        : html`<h4 class="govuk-heading-${size}">${text}</h4>`;
  return html`${title(heading, level, level === 2 ? 'm' : 's')}
<p class="govuk-body"><strong>${strengths[strengthOf(words.total, defaultOffenderModel.thresholds, words.prior)]}.</strong></p>
${title('Against', level + 1, 's')}${findings(words.against, 'Nothing that was compared speaks against it.')}
${title('For', level + 1, 's')}${findings(words.inFavour, 'Nothing that was compared speaks for it.')}
${words.notCompared.length === 0 ? '' : html`<p class="govuk-body">Not compared, because one of the two does not say: ${words.notCompared.join(', ')}.</p>`}
${picture === undefined ? '' : waterfallPicture(steps, picture)}
${details({ summaryText: 'The numbers behind it', html: waterfallTable(steps, words.model) })}`;
}

export const strengthShort = (total: number, { prior }: Pick<Evidence, 'prior'>): string =>
  shortStrengths[strengthOf(total, defaultOffenderModel.thresholds, prior)];

/** Links as a list, weakest first, with one of them explained. */
function evidenceSection({ edges, records, others, person, chosen }: RecordsModel): Html {
  if (records.length < 2) return html``;
  const nameOf = recordNames(records, others);
  const seen = edges.filter(({ left, right }) =>
    [left, right].every((id) => records.some((record) => record.id === id)),
  );
  const [weakest] = seen;
  const heading = html`<h2 class="govuk-heading-m" id="why">Why they are thought to be one person</h2>`;
  if (weakest === undefined) {
    return html`${heading}<p class="govuk-body">No direct comparison is on file. An identifier in common, a decision, or records that you may not see hold them together.</p>`;
  }
  const shown = seen.find(({ left, right }) => `${left}-${right}` === chosen) ?? weakest;
  return html`${heading}
${table({
  caption: 'Links, the weakest first',
  captionClasses: 'govuk-table__caption--s',
  scrollLabel: 'Links between the records',
  stack: true,
  head: [{ text: 'Records' }, { text: 'Strongest against' }, { text: 'Evidence' }, { text: 'Why' }],
  rows: seen.map((edge) => {
    const [against] = wordEvidence(defaultOffenderModel, edge.evidence).against;
    return [
      `${nameOf(edge.left)} and ${nameOf(edge.right)}`,
      against === undefined ? 'Nothing' : `${against.what}: ${against.found}`,
      strengthShort(edge.bits, edge.evidence),
      edge === shown
        ? 'Below'
        : html`<a class="govuk-link" href="/people/${person.id}/records?why=${edge.left}-${edge.right}#why">Why<span class="govuk-visually-hidden"> ${nameOf(edge.left)} and ${nameOf(edge.right)} are linked</span></a>`,
    ];
  }),
})}
${evidenceLists(shown.evidence, `Why ${nameOf(shown.left)} and ${nameOf(shown.right)} are linked`, { level: 3, picture: 'sum' })}
${records.length > 2 ? groupSection(records, seen) : ''}`;
}

/** All of the person's records that the viewer sees, as a picture. */
const groupSection = (records: readonly SourceRecord[], edges: readonly ShownEdge[]): Html =>
  html`<h3 class="govuk-heading-s">How they hold together</h3>${clusterPicture(
    records.slice(0, 30).map(({ id, agency, localId }) => ({ id, label: `${agency} ${localId}`, group: 1 })),
    edges,
    'group',
  )}`;

/** By the agency and its reference; a number of ours tells nobody anything. */
const recordNames =
  (records: readonly SourceRecord[], others: ReadonlyMap<number, string>) =>
  (id: number): string => {
    const record = records.find((one) => one.id === id);
    return record === undefined
      ? (others.get(id) ?? 'a record that you may not see')
      : `${record.agency} ${record.localId}`;
  };

/** Cards of one page of records, with links to the others. */
function recordCards(model: RecordsModel): Html {
  const { records, person, pageNumber } = model;
  const pages = Math.ceil(records.length / cardsOnPage);
  const shown = records.slice((pageNumber - 1) * cardsOnPage, pageNumber * cardsOnPage);
  return html`<h2 class="govuk-heading-m">Each record as its agency sent it</h2>
${shown.map((record) => recordCard(record, model))}${numberedPages(pageNumber, pages, (page) => `/people/${person.id}/records?page=${page}`, 'Pages of records')}`;
}

const cardsOnPage = 8;

const optional = (key: string, value: string | null) =>
  value === null || value === '' ? null : { key, value };

/** The fields of one record as a summary card. */
export function recordCard(
  record: SourceRecord,
  model: Pick<RecordsModel, 'mayDecide' | 'ownAgencyId'> & {
    person?: Person;
    records?: readonly unknown[];
    /** Of the card's heading; 3 below a section. */
    headingLevel?: number;
  },
): Html {
  const separate =
    model.mayDecide && model.person !== undefined && (model.records?.length ?? 0) > 1
      ? {
          items: [
            {
              href: `/people/${model.person.id}/records/${record.id}/separate`,
              text: 'This is not the same person',
              visuallyHiddenText: `, record ${record.localId}`,
            },
          ],
        }
      : undefined;
  return html`${summaryList({
    card: {
      title: { text: `${record.agency}: ${record.localId}`, headingLevel: model.headingLevel ?? 3 },
      ...(separate === undefined ? {} : { actions: separate }),
    },
    rows: [
      { key: 'Capacity', value: capacityOf(record) },
      optional('Name', [record.givenName, record.middleName, record.familyName].filter(Boolean).join(' ')),
      optional('Other names', record.aliases.join(', ')),
      optional('Date of birth', record.born === null ? null : showDay(record.born)),
      optional('Sex', record.sex),
      optional('Ethnicity', record.ethnicity === null ? null : ethnicityInWords(record.ethnicity)),
      optional('PNC', record.pnc),
      optional('CRO', record.cro),
      optional('Prison number', record.prisonNumber),
      optional('CRN', record.crn),
      optional('Youth justice reference', record.yjsId),
      optional('Address', [record.address, record.postcode].filter(Boolean).join(', ')),
      optional('Area (the agency’s own code)', record.area),
      { key: 'Last changed by the agency', value: showDay(record.asOf) },
      { key: 'In the last extract of', value: showMoment(record.lastSeenAt) },
      record.withdrawn ? { key: 'Withdrawn', value: 'The agency has withdrawn this record' } : null,
    ],
  })}${record.raw === null ? '' : rawValues(record)}`;
}

/** Ours, with the agency's own word beside it where it is another. */
function capacityOf({ capacity, raw }: SourceRecord): string {
  const sent = Object.entries(raw ?? {}).find(([column]) => /^(capacity|role)$/i.test(column.trim()))?.[1];
  const word = typeof sent === 'string' ? sent.trim() : '';
  return word === '' || word.toLowerCase() === capacity
    ? capacityWords[capacity]
    : `${capacityWords[capacity]} (your agency sent “${word}”)`;
}

/** One's own agency's row as it came, header by header. */
function rawValues(record: SourceRecord): Html {
  const cells = Object.entries(record.raw ?? {}).filter(([, value]) => value !== null && value !== '');
  return details({
    summaryText: `The row as your agency sent it (${record.localId})`,
    html: table({
      caption: `Row ${record.localId} as sent`,
      captionClasses: 'govuk-visually-hidden',
      firstCellIsHeader: true,
      head: [{ text: 'Column' }, { text: 'Value' }],
      rows: cells.map(([column, value]) => [
        column,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    }),
  });
}

/** Records that left, with what has to be looked at because of it. */
const separationList = ({ separations, two, person }: RecordsModel): Html | '' =>
  separations.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Records that were separated</h2><ul class="govuk-list govuk-list--bullet">${separations.map((one) => html`<li><a class="govuk-link" href="/people/${person.id}/separations/${one.id}">What followed the separation of ${showMoment(one.at)}</a>, ${byNames(one.staff, two.made.get(one.decisionId))}${one.endedAt === null ? '' : ' (the record came back)'}</li>`)}</ul>`;

/** To whoever may not know what exactly is proposed: that something is. */
const separationWaits = ({ proposals, waitsSince }: RecordsModel): Html | '' =>
  waitsSince === undefined || proposals.some(({ separates }) => separates !== null)
    ? ''
    : insetText({ text: waitsForSecond(waitsSince) });

/** Without the record and its name: it may be of an agency that the reader may not know of. */
export const waitsForSecond = (since: Date): string =>
  `Since ${showMoment(since)} it is proposed that a record of this person is about somebody else. It waits for a second person. Nothing has changed yet.`;

function decisionSection(model: RecordsModel): Html {
  const { decisions, proposals, waitsSince } = model;
  const waits = proposals.length > 0 || waitsSince !== undefined;
  return html`<h2 class="govuk-heading-m" id="decisions">Decisions about who this is</h2>
${proposalsOfPerson(proposals)}${separationWaits(model)}
${
  decisions.length === 0
    ? html`<p class="govuk-body">${waits ? 'Nothing is decided yet' : 'Nobody has decided anything'}: the links are the program’s.</p>`
    : table({
        caption: 'Decisions, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Decisions about who this is',
        stack: true,
        head: ['When', 'Decided', 'Records', 'By whom, and why'].map((text) => ({ text })),
        rows: oneEach(decisions).map((one) => decisionRow(one, model)),
      })
}`;
}

function decisionRow(
  { decision, others }: { decision: Decision; others: number },
  { two, records, others: elsewhere, person, mayDecide }: RecordsModel,
): (Html | string)[] {
  const nameOf = recordNames(records, elsewhere);
  const { id, separated, supersededAt } = decision;
  const ended = two.ended.get(id);
  return [
    showMoment(decision.at),
    html`${verdictWords[decision.verdict]}${supersededAt === null ? '' : html`<br><span class="govuk-hint">Replaced ${showMoment(supersededAt)}${ended === undefined ? '' : html`. ${twoWords(ended)}`}</span>`}`,
    separated === null
      ? `${nameOf(decision.left)} and ${nameOf(decision.right)}${others > 1 ? `, and ${count(others - 1, 'record')} with them` : ''}`
      : `${nameOf(separated)} separated from ${count(others, 'record')}`,
    html`${decidedBy(decision, two.made.get(id))}${mayDecide && separated !== null && supersededAt === null ? html`<br><a class="govuk-link" href="/people/${person.id}/records/decisions/${id}/undo">Undo<span class="govuk-visually-hidden"> the separation of ${nameOf(separated)}</span></a>` : ''}`,
  ];
}

/** What somebody decided at one time is told once: a separation from, or a joining with, several records. */
function oneEach(decisions: readonly Decision[]): { decision: Decision; others: number }[] {
  const told = new Map<string, { decision: Decision; others: number }>();
  // Decisions come newest first, and the decided pair of a joining was written first: it is the one told.
  for (const decision of decisions) {
    const { verdict, separated, at, supersededAt } = decision;
    const key = `${verdict} ${separated} ${at.getTime()} ${supersededAt === null}`;
    const same = told.get(key);
    told.set(key, { decision, others: (same?.others ?? 0) + 1 });
  }
  return [...told.values()];
}

export interface ReasonFormModel {
  heading: string;
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  why: string;
  errors: readonly FieldError[];
  about: Html;
  buttonText: string;
  backHref: string;
  /** Said above the form: somebody changed the person meanwhile. */
  changed?: boolean;
}

/** A decision that needs a reason: separate, or undo. */
export function reasonForm(model: ReasonFormModel): Html {
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${model.changed === true ? insetText({ text: 'The records of this person changed while you were writing. Look at them as they now are, below; your reason is kept.' }) : ''}
${model.about}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${textarea({ id: 'why', name: 'why', label: { text: 'Why?' }, hint: { text: 'The reason is kept with your name, and shown to those who may see these records' }, rows: 4, value: model.why, ...messageFor(model.errors, 'why') })}
<div class="govuk-button-group">${button({ text: model.buttonText, preventDoubleClick: true })}<a class="govuk-link" href="${model.backHref}">Cancel</a></div>`,
})}`;
}

/** One's own agency's record of somebody who is not on a scheme. */
export function ownRecordPage(
  record: SourceRecord,
  model: { ownAgencyId: number; deleteAfter: Day; personHref?: string | undefined },
): Html {
  return html`<h1 class="govuk-heading-l">Your agency’s record</h1>
${insetText({ html: html`Kept until <strong>${showDay(model.deleteAfter)}</strong> unless the person joins the scheme. Only your agency, and staff named for selection, may see it.` })}
${model.personHref === undefined ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${model.personHref}">The person that this record is part of</a></p>`}
${recordCard(record, { mayDecide: false, ownAgencyId: model.ownAgencyId, headingLevel: 2 })}`;
}
