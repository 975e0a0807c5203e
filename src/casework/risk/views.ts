import { type Day, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { handlingWords } from '../contacts/types.ts';
import { type NoContact, noContactList } from '../victims/given.ts';
import { flagName, levelName, typeName } from './lists.ts';
import { standingOf, transitions } from './rules.ts';
import {
  type Assessment,
  assessmentStateWords,
  type Entry,
  type Flag,
  type Register,
  type Restriction,
  type RiskLists,
  registers,
  registerWords,
} from './types.ts';

export interface RiskModel {
  personId: number;
  today: Day;
  lists: RiskLists;
  assessments: readonly Assessment[];
  flags: readonly Flag[];
  entries: readonly Entry[];
  noContact: readonly NoContact[];
  /** In force; undefined for who does not keep them. */
  restrictions: readonly Restriction[] | undefined;
  isMember: boolean;
  ownAgencyId: number;
  staffName: string;
  staffId: number;
  may: { assess: boolean; flag: boolean; override: boolean; manage: boolean };
}

export const riskPage = (
  model: RiskModel,
): Html => html`<h1 class="govuk-heading-l">Risk${exampleTag(model.lists.example)}</h1>
${flagSection(model)}
${noContactList(model.noContact)}
${assessmentSection(model)}
${registers.map((register) => registerSection(model, register))}
${limitedSection(model)}`;

const isPast = (day: Day | null, today: Day): boolean => day !== null && day < today;

/** A day that something is due on; said where it has gone by. */
export const dueDay = (day: Day | null, today: Day, none = 'No date'): Html | string =>
  day === null
    ? none
    : isPast(day, today)
      ? html`${showShortDay(day)} ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}`
      : showShortDay(day);

const by = (item: { agency: string; staff: string; handling: Flag['handling'] }): Html =>
  html`${item.staff}, ${item.agency}<br><span class="govuk-hint">${handlingWords[item.handling]}</span>`;

function flagSection(model: RiskModel): Html {
  const path = `/people/${model.personId}/risk/flags`;
  const current = model.flags.filter(({ endedOn }) => endedOn === null);
  const past = model.flags.filter(({ endedOn }) => endedOn !== null);
  const toStaff = current.filter(({ kind }) => isToStaff(model.lists, kind));
  const ordered = [...toStaff, ...current.filter((flag) => !toStaff.includes(flag))];
  return html`<h2 class="govuk-heading-m" id="flags">Flags</h2>
${toStaff.map(({ why }) => warningText({ text: `Risk to staff: ${why}` }))}
${model.isMember && model.may.flag ? button({ text: 'Set a flag', href: `${path}/new`, classes: 'govuk-button--secondary' }) : ''}
${
  ordered.length === 0
    ? emptyState({ title: 'No flag that you may see is set.' })
    : table({
        caption: 'Flags in force',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Flags in force',
        stack: true,
        head: ['Risk', 'Why', 'Set', 'Looked at again', 'By', 'Change'],
        rows: ordered.map((flag) => [
          flagName(model.lists, flag.kind),
          flag.why,
          showShortDay(flag.setOn),
          dueDay(flag.reviewOn, model.today),
          by(flag),
          mayChange(model, flag)
            ? html`<a class="govuk-link" href="${path}/${flag.id}">Review or end<span class="govuk-visually-hidden"> the flag ${flagName(model.lists, flag.kind)}</span></a>`
            : '',
        ]),
      })
}
${
  past.length === 0
    ? ''
    : details({
        summaryText: `Earlier flags (${past.length})`,
        html: table({
          caption: 'Earlier flags',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Earlier flags',
          stack: true,
          head: ['Risk', 'Why', 'From', 'Until', 'Why it ended', 'By'],
          rows: past.map((flag) => [
            flagName(model.lists, flag.kind),
            flag.why,
            showShortDay(flag.setOn),
            flag.endedOn === null ? '' : showShortDay(flag.endedOn),
            html`${flag.endedWhy}<br><span class="govuk-hint">${flag.endedBy}</span>`,
            by(flag),
          ]),
        }),
      })
}`;
}

export const isToStaff = (lists: Pick<RiskLists, 'flags'>, kind: string): boolean =>
  lists.flags.find(({ code }) => code === kind)?.toStaff === true;

const mayChange = (model: RiskModel, item: { agencyId: number }): boolean =>
  model.isMember && model.may.flag && (item.agencyId === model.ownAgencyId || model.may.manage);

function assessmentSection(model: RiskModel): Html {
  const path = `/people/${model.personId}/risk/assessments`;
  const standing = standingOf(model.assessments);
  const held = model.assessments.filter(({ state }) => state === 'held');
  const rest = model.assessments.filter((one) => !standing.includes(one) && !held.includes(one));
  return html`<h2 class="govuk-heading-m" id="assessments">Assessments</h2>
${model.isMember && model.may.assess ? button({ text: 'Record an assessment', href: `${path}/new`, classes: 'govuk-button--secondary' }) : ''}
${
  standing.length + held.length === 0
    ? emptyState({
        title: 'No assessment that you may see is recorded.',
        text: 'The latest of each kind stands here.',
      })
    : assessmentTable(model, 'Assessments that stand, and those that wait', [...held, ...standing])
}
${rest.length === 0 ? '' : details({ summaryText: `Earlier, withdrawn or not accepted (${rest.length})`, html: assessmentTable(model, 'Earlier assessments', rest) })}`;
}

const assessmentTable = (model: RiskModel, caption: string, rows: readonly Assessment[]): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: ['Made on', 'Kind', 'Level', 'What it found', 'Next due', 'By', 'State'],
    rows: rows.map((one) => [
      html`<span id="assessment-${one.id}">${showShortDay(one.assessedOn)}</span>`,
      html`${typeName(model.lists, one.type)}<br><span class="govuk-hint">Version ${one.typeVersion}${one.source === null ? '' : `, from ${one.source}`}</span>`,
      html`${levelName(model.lists, one.type, one.level)}${one.score === null ? '' : `, ${one.score}%`}`,
      one.summary,
      one.state === 'accepted' ? dueDay(one.nextDue, model.today) : '',
      by(one),
      stateOf(model, one),
    ]),
  });

/** The state, who let it in and why for ever, and what may be done. */
function stateOf(model: RiskModel, one: Assessment): Html {
  const path = `/people/${model.personId}/risk/assessments/${one.id}`;
  const can = transitions[one.state];
  const name = html`<span class="govuk-visually-hidden"> the assessment of ${showDay(one.assessedOn)}</span>`;
  const decided =
    one.decidedBy === null || one.decidedAt === null
      ? ''
      : html`<br>${one.state === 'refused' ? 'Refused' : 'Let in'} by ${one.decidedBy} on ${showShortDay(londonDay(one.decidedAt))}: ${one.decidedWhy}`;
  return html`${one.state === 'accepted' && one.heldWhy === null ? '' : html`${assessmentStateWords[one.state]}`}
${one.heldWhy === null ? '' : html`<br>${one.heldWhy}`}${decided}${one.withdrawnWhy === null ? '' : html`<br>${one.withdrawnWhy}`}
${can.correct !== undefined && model.isMember && model.may.assess && one.agencyId === model.ownAgencyId ? html`<br><a class="govuk-link" href="${path}/correct">${one.state === 'held' && one.staffId !== model.staffId ? 'Withdraw' : 'Correct or withdraw'}${name}</a>` : ''}
${can.accept !== undefined && model.isMember && model.may.override && one.staffId !== model.staffId && one.changedById !== model.staffId ? html`<br><a class="govuk-link" href="${path}/decide">Let in or refuse${name}</a>` : ''}`;
}

const newWords: Record<Register, string> = {
  mappa: 'Record MAPPA',
  marac: 'Record a MARAC',
  safeguarding: 'Record a concern',
};

function registerSection(model: RiskModel, register: Register): Html {
  const all = model.entries.filter((entry) => entry.register === register);
  const current = all.filter(({ endedOn }) => endedOn === null);
  const past = all.filter(({ endedOn }) => endedOn !== null);
  const path = `/people/${model.personId}/risk`;
  const title = register === 'safeguarding' ? 'Safeguarding concerns' : registerWords[register];
  return html`<h2 class="govuk-heading-m" id="${register}">${title}</h2>
${current.length === 0 ? html`<p class="govuk-body">Nothing is recorded that you may see.</p>` : entryTable(model, `${title} now`, current)}
${past.length === 0 ? '' : details({ summaryText: `Ended (${past.length})`, html: entryTable(model, `${title}, ended`, past) })}
${model.isMember && model.may.flag ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}/registers/${register}/new">${newWords[register]}</a></p>` : ''}`;
}

/** What an entry says of itself in one line. */
export function entryWords(lists: RiskLists, entry: Pick<Entry, 'register' | 'category' | 'level'>): string {
  if (entry.register === 'marac') return 'Heard at a MARAC';
  if (entry.register === 'safeguarding')
    return `Concern: ${lists.registers.concerns.find(({ code }) => code === entry.category)?.name.toLowerCase() ?? entry.category ?? ''}`;
  const category =
    lists.registers.mappaCategories.find(({ code }) => code === entry.category)?.name ??
    `Category ${entry.category}`;
  const level = lists.registers.mappaLevels.find((one) => one.level === entry.level)?.name;
  return `${category}, level ${entry.level}${level === undefined ? '' : `: ${level}`}`;
}

const entryTable = (model: RiskModel, caption: string, rows: readonly Entry[]): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: ['What', 'From', 'Looked at or heard again', 'Note', 'By', 'Change'],
    rows: rows.map((entry) => [
      html`${entryWords(model.lists, entry)}${entry.leadAgency === null ? '' : html`<br><span class="govuk-hint">${entry.leadAgency} leads</span>`}`,
      html`${showShortDay(entry.fromOn)}${entry.endedOn === null ? '' : html` to ${showShortDay(entry.endedOn)}`}`,
      entry.endedOn === null ? dueDay(entry.nextOn ?? entry.reviewOn, model.today) : '',
      html`${entry.words ?? ''}${entry.endedWhy === null ? '' : html`<br>Ended: ${entry.endedWhy}`}`,
      by(entry),
      entry.endedOn === null && mayChange(model, entry)
        ? html`<a class="govuk-link" href="/people/${model.personId}/risk/entries/${entry.id}">Change or end<span class="govuk-visually-hidden"> ${entryWords(model.lists, entry)}</span></a>`
        : '',
    ]),
  });

function limitedSection({ personId, restrictions, today }: RiskModel): Html | '' {
  if (restrictions === undefined) return '';
  const only = restrictions.filter(({ kind }) => kind === 'only');
  const review = restrictions.flatMap(({ reviewOn }) => (reviewOn === null ? [] : [reviewOn])).sort()[0];
  return html`<h2 class="govuk-heading-m" id="limited">Limited access</h2>
<p class="govuk-body">${
    restrictions.length === 0
      ? 'Nobody is kept out.'
      : only.length > 0
        ? `Only ${only.length} named staff may see this person.`
        : `${restrictions.length} named staff are kept out.`
  }${review === undefined ? '' : html` Looked at again on ${dueDay(review, today)}.`} <a class="govuk-link" href="/people/${personId}/restrictions">Limited access of this person</a></p>`;
}
