import { londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, emptyState, insetText, table, tag } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { GoneThing, PersonReference } from '../../web/wing.ts';
import {
  lineOf,
  nothingOwn,
  othersList,
  type SayAgain,
  sayForm,
  waysDetails,
} from './separation-list-views.ts';
import { itemVerdictWords, type Listed, othersOf, readItem, sinceDay, toldHow } from './separation-rules.ts';
import type { OwnTold, SaidItem, Separation, Told } from './separation-store.ts';
import type { ByTwo } from './two-store.ts';
import { twoWords } from './two-views.ts';

export interface SeparationModel {
  personId: number;
  separation: Separation;
  /** Who decided, where two people did. */
  two: ByTwo | undefined;
  /** The viewer allocates people: they are of the scheme's office themselves. */
  office: { isViewer: boolean; mayNominate: boolean };
  /** The viewer may see the person whom the record became. */
  seesOther: boolean;
  /** They may go back to the records. */
  seesRecords: boolean;
  references: readonly PersonReference[];
  listed: readonly Listed[];
  /** One's own that went to the other person, by kind and number. */
  gone: ReadonlyMap<string, GoneThing>;
  said: readonly SaidItem[];
  told: readonly Told[];
  ownAgencyId: number;
  csrfToken: string | undefined;
  again: SayAgain;
}

export function separationPage(model: SeparationModel): Html {
  const { separation, personId } = model;
  return html`<h1 class="govuk-heading-l">What followed the separation</h1>
${whoSeparated(model)}
<p class="govuk-body">Offences, custody and orders that came with the record went with it. Nothing else moved: what was written since ${showShortDay(sinceDay(separation.since))}, while the record was part of this person, may be about the other. Each agency says whose its own things are. Contacts from before that day may be given to the other person, too.</p>
${otherPerson(model)}
${separation.endedAt === null ? '' : insetText({ text: `The record came back on ${showMoment(separation.endedAt)}. What had gone to the other person came back with it.` })}
${openItems(model)}
${saidItems(model)}
${toldSection(model.told)}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/people/${personId}${model.seesRecords ? '/records' : ''}">${model.seesRecords ? 'Back to the records' : 'Back to the person'}</a></p>`;
}

const whoSeparated = ({ separation, two }: SeparationModel): Html =>
  two === undefined
    ? html`<p class="govuk-body">${separation.staff} separated a record from this person on ${showMoment(separation.at)}.</p>`
    : html`<p class="govuk-body">Two people separated a record from this person on ${showMoment(separation.at)}.</p>${insetText({ html: twoWords(two) })}`;

/** Where the other person is, or who can help. */
function otherPerson({ separation, seesOther, personId, office }: SeparationModel): Html | '' {
  if (separation.endedAt !== null) return '';
  if (seesOther)
    return html`<p class="govuk-body"><a class="govuk-link" href="/people/${separation.otherId}">The other person</a></p>`;
  const ask = `/people/${personId}/separations/${separation.id}/office`;
  return office.isViewer
    ? html`<p class="govuk-body">The other person is not among those whom you may see. Allocating is your office’s: where somebody works with them, ${office.mayNominate ? html`<a class="govuk-link wm-no-print" href="/cohort/nominations/new">nominate them</a>` : 'have them nominated'}, and they can be seen and allocated once they are a candidate. An identity reviewer can say which agency holds the record that left: <a class="govuk-link wm-no-print" href="${ask}">ask an identity reviewer</a>.</p>`
    : html`<p class="govuk-body">The other person is not among those whom you may see. If you work with them, <a class="govuk-link wm-no-print" href="${ask}">ask the scheme’s office</a>: it nominates or allocates them, and they can be seen then.</p>`;
}

function openItems(model: SeparationModel): Html | '' {
  const { separation, personId, listed, csrfToken, again, ownAgencyId } = model;
  if (separation.endedAt !== null) return '';
  const said = new Set(model.said.map(({ item }) => item));
  const own = listed.filter(({ item, thing }) => thing.agencyId === ownAgencyId && !said.has(item));
  const now = own.filter(({ thing }) => thing.earlier !== true);
  return html`<h2 class="govuk-heading-m" id="open">To look at (${now.length})</h2>
${waysDetails(model.references)}${now.length === 0 ? nothingOwn() : ''}${
  own.length === 0
    ? ''
    : csrfToken === undefined
      ? html`<ul class="govuk-list govuk-list--bullet">${own.map((one) => html`<li>${lineOf(one)}</li>`)}</ul>`
      : sayForm({ action: `/people/${personId}/separations/${separation.id}`, csrfToken, own, again })
}${othersList(othersOf(listed, ownAgencyId))}`;
}

const cameBack = 'Went to the other person, and came back with the record';

/** Of what went to the other person, whom the viewer may not see: what one knows one's own by, or the kind alone. */
function plainNameOf(one: SaidItem, { listed, gone, references }: SeparationModel): string {
  const known = listed.find(({ item }) => item === one.item)?.thing ?? gone.get(one.item);
  if (known !== undefined) return `${showShortDay(known.day)}: ${known.title}`;
  const kind = readItem(one.item)?.kind;
  const words = references.find((reference) => reference.kind === kind)?.words;
  return one.verdict === 'moved'
    ? `${words ?? 'Something'}: one that is with the other person now`
    : `${words ?? 'Something'}: one that is not here any more`;
}

/** The same, as a link where the viewer may open it. */
const nameOf = (one: SaidItem, model: SeparationModel): Html | string => {
  const known = model.listed.find(({ item }) => item === one.item);
  if (known !== undefined) return lineOf(known);
  const name = plainNameOf(one, model);
  return model.gone.has(one.item) ? `${name}; it is with the other person now` : name;
};

const takeBack = (one: SaidItem, model: SeparationModel, together: number): Html =>
  form({
    action: `/people/${model.personId}/separations/items/${one.id}/take-back`,
    csrfToken: model.csrfToken ?? '',
    body: html`${together > 1 ? html`<input type="hidden" name="together" value="yes">` : ''}${button({
      html: html`${together > 1 ? `Take all ${together} back` : 'Take back'}<span class="govuk-visually-hidden">: ${plainNameOf(one, model)}, ${itemVerdictWords[one.verdict]}, ${showMoment(one.at)}</span>`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
      preventDoubleClick: true,
    })}`,
  });

/** Where it is written anew, for whoever may see the other person. */
function anewLink(one: SaidItem, { seesOther, separation, references }: SeparationModel): Html | '' {
  const kind = readItem(one.item)?.kind;
  const at = references.find((reference) => reference.kind === kind)?.anewAt;
  return !seesOther || at === undefined
    ? ''
    : html`<br><a class="govuk-link" href="/people/${separation.otherId}/${at}">Write it there</a>`;
}

const writtenForm = (one: SaidItem, model: SeparationModel): Html =>
  form({
    action: `/people/${model.personId}/separations/items/${one.id}/written`,
    csrfToken: model.csrfToken ?? '',
    body: button({
      html: html`It is written there now<span class="govuk-visually-hidden">: ${plainNameOf(one, model)}</span>`,
      classes: 'govuk-button--secondary',
      preventDoubleClick: true,
    }),
  });

function saidItems(model: SeparationModel): Html | '' {
  const { said, separation, csrfToken } = model;
  if (said.length === 0) return '';
  const over = separation.endedAt !== null;
  const stands = (one: SaidItem): boolean => csrfToken === undefined || (over && one.verdict === 'moved');
  const withIt = (one: SaidItem): number =>
    one.saidWith === null || said.find(({ saidWith }) => saidWith === one.saidWith) !== one
      ? 1
      : said.filter(({ saidWith }) => saidWith === one.saidWith).length;
  return html`<h2 class="govuk-heading-m" id="said">Your agency has said</h2>
${table({
  caption: 'What your agency has said, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'What your agency has said',
  stack: true,
  head: ['What', 'Whose', 'Why', 'By', 'Now'].map((text) => ({ text })),
  rows: said.map((one) => {
    const together = withIt(one);
    return [
      nameOf(one, model),
      html`${over && one.verdict === 'moved' ? cameBack : itemVerdictWords[one.verdict]}${one.verdict === 'anew' ? html`<br>${tag({ text: 'To write anew', classes: 'govuk-tag--yellow' })}${anewLink(one, model)}` : ''}`,
      one.why,
      html`${one.staff}<br>${showMoment(one.at)}`,
      stands(one)
        ? 'Stands'
        : html`${one.verdict === 'anew' ? writtenForm(one, model) : ''}${takeBack(one, model, 1)}${together > 1 ? takeBack(one, model, together) : ''}`,
    ];
  }),
})}`;
}

const howWords = (how: readonly string[]): string => how.map((one) => toldHow[one] ?? one).join(', ');

function toldSection(told: readonly Told[]): Html | '' {
  if (told.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Told again</h2>
<p class="govuk-body">They had to do with this person while the record was part of them. Each was told, without a name, that somebody whom they had to do with turned out to be two.</p>
${table({
  caption: 'Who was told again',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who was told again',
  stack: true,
  head: ['Who', 'Agency', 'Because they', 'Told', 'Read'].map((text) => ({ text })),
  rows: told.map((one) => [
    one.staff,
    one.agency,
    howWords(one.how),
    showMoment(one.toldAt),
    one.seenAt === null ? 'Not yet' : showMoment(one.seenAt),
  ]),
})}`;
}

/** For everybody: who of those they had to do with turned out to be two. */
export function toldPage(
  told: readonly OwnTold[],
  { looksAgain, isOffice }: { looksAgain: boolean; isOffice: boolean },
): Html {
  const hidden = isOffice
    ? 'Somebody who is not among those whom you may see any more'
    : 'Somebody whom you may not see any more: ask the scheme’s office';
  return html`<h1 class="govuk-heading-l">People who turned out to be two</h1>
${
  told.length === 0
    ? emptyState({
        title: 'You have not been told of anybody.',
        text: 'When a record leaves somebody whom you looked at, or were alerted or told about, it stands here.',
      })
    : html`<p class="govuk-body">A record was separated from each of these. What you knew of them may have been about two people: look again before you act on it.</p>${table(
        {
          caption: 'People who turned out to be two, newest first',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'People who turned out to be two',
          stack: true,
          head: ['When', 'Who', 'You are told because you', 'Now'].map((text) => ({ text })),
          rows: told.map((one) => [
            html`${showMoment(one.at)}${one.seenAt === null ? html` ${tag({ text: 'New', classes: 'govuk-tag--blue' })}` : ''}`,
            one.personId === null
              ? hidden
              : html`<a class="govuk-link" href="/people/${one.personId}${looksAgain ? `/separations/${one.id}` : ''}">${one.name ?? 'The person'}</a>`,
            `${howWords(one.how)} since ${showShortDay(londonDay(one.since))}`,
            one.endedAt === null ? 'Two people' : `One person again since ${showMoment(one.endedAt)}`,
          ]),
        },
      )}`
}`;
}
