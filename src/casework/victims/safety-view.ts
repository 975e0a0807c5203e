import { type Day, showShortDay } from '../../kernel/clock.ts';
import { insetText, summaryList } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { custodyWords, messageWords, type Victim, type VictimCrime, wayWords } from './types.ts';

type Row = { key: string; value: string | Html };

export const rowOf = (key: string, value: string | null | Html): Row | null =>
  value === null || value === '' ? null : { key, value };

/** When nobody may ring or write: before anything else that is said of them. */
export const noContact = ({ noContactTimes }: Pick<Victim, 'noContactTimes'>): Html | '' =>
  noContactTimes === null
    ? ''
    : insetText({ html: html`<strong>Do not contact:</strong> ${noContactTimes}` });

/** By what they are reached, and what may be left for them there. */
export const reachRows = (victim: Victim): (Row | null)[] => [
  rowOf('Updates', victim.wantsUpdates ? 'Wants to be told' : 'Wants no updates'),
  rowOf('Prefers', victim.prefers === null ? 'Not asked' : wayWords[victim.prefers]),
  rowOf(
    'Telephone',
    victim.phone === null
      ? null
      : html`<a class="govuk-link" href="tel:${victim.phone.replaceAll(/[^+\d]/g, '')}">${victim.phone}</a>`,
  ),
  rowOf(
    'Messages',
    victim.message === 'safe-words'
      ? `${messageWords['safe-words']}: “${victim.safeWords ?? ''}”`
      : messageWords[victim.message],
  ),
  rowOf('Best times', victim.bestTimes),
  rowOf('E-mail', victim.email),
  rowOf('Address', victim.address),
];

export const custodyOf = (crime: Pick<VictimCrime, 'custody' | 'releaseOn'>, today: Day): string =>
  crime.custody === 'prison' && crime.releaseOn !== null
    ? `${custodyWords.prison}, release ${crime.releaseOn >= today ? 'on' : 'was due on'} ${showShortDay(crime.releaseOn)}`
    : custodyWords[crime.custody];

/**
 * What somebody with the telephone in hand needs before they ring: how and when they may be reached, what they
 * need, and where the member is now.
 * @param crimes those that the call is about.
 */
export const safetyBlock = (victim: Victim, crimes: readonly VictimCrime[], today: Day): Html =>
  html`${noContact(victim)}${summaryList({
    rows: [
      ...reachRows(victim),
      rowOf('Needs', victim.needs),
      ...crimes.map((crime) => rowOf(`The member in crime ${crime.crime}`, custodyOf(crime, today))),
    ],
  })}`;
