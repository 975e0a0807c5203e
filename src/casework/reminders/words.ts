import { londonDay, showMoment } from '../../kernel/clock.ts';
import { lengthOfText } from '../../notices/sms.ts';
import type { MessageChannel } from '../../notices/types.ts';
import type { ReminderRule } from './types.ts';

/** What a wording may hold, and what it becomes; nothing else about anybody goes into a message. */
export const placeholders = ['first_name', 'day', 'time', 'place', 'worker', 'team', 'phone'] as const;
type Placeholder = (typeof placeholders)[number];

/**
 * Whole words that no message holds: whoever reads it over a shoulder learns why. The scheme's rule adds its own
 * (`neverSay`).
 */
const neverSaid = [
  ...[
    'offender',
    'offenders',
    'offending',
    'reoffending',
    'offence',
    'offences',
    'crime',
    'crimes',
    'criminal',
  ],
  ...['probation', 'police', 'constable', 'constabulary', 'officer', 'prison', 'prisoner', 'jail', 'custody'],
  ...[
    'licence',
    'recall',
    'recalled',
    'breach',
    'court',
    'sentence',
    'order',
    'arrest',
    'arrested',
    'warrant',
  ],
  ...[
    'tag',
    'tagged',
    'curfew',
    'victim',
    'iom',
    'mappa',
    'marac',
    'drug',
    'drugs',
    'alcohol',
    'detox',
    'rehab',
  ],
  ...[
    'methadone',
    'heroin',
    'domestic abuse',
    'integrated offender',
    'youth justice',
    'supervision',
    'restraining',
  ],
];

/** The first word in a text that must not be in a message, if any. */
export function wordNotSaid(text: string, rule: Pick<ReminderRule, 'neverSay'>): string | undefined {
  const plain = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}°]+/gu, ' ')} `;
  return [...neverSaid, ...rule.neverSay].find((word) => plain.includes(` ${word.toLowerCase()} `));
}

/** What is wrong with a wording, in words for whoever wrote it. */
export function wordingFaults(
  text: string,
  rule: Pick<ReminderRule, 'neverSay'>,
  needsTime: boolean,
): string[] {
  const faults: string[] = [];
  const unknown = [...text.matchAll(/\{([^{}]*)\}?/g)].find(
    ([whole, name]) => !whole.endsWith('}') || !placeholders.some((known) => known === name),
  );
  if (unknown !== undefined)
    faults.push(`“${unknown[0]}” is not one of ${placeholders.map((name) => `{${name}}`).join(', ')}`);
  if (needsTime && !(text.includes('{day}') && text.includes('{time}')))
    faults.push('Keep {day} and {time} in it, so that another time does not leave it wrong');
  const said = wordNotSaid(text, rule);
  if (said !== undefined)
    faults.push(`Take out “${said}”: whoever else reads the message must not learn why they are seen`);
  return faults;
}

export interface Saying {
  at: Date;
  firstName: string;
  worker: string;
  team: string;
  place: string | null;
  shared: boolean;
  channel: MessageChannel;
}

const dayNames = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});

/** `Monday 2 November`, of London's calendar. */
export const sayDay = (at: Date): string =>
  dayNames.format(new Date(`${londonDay(at)}T12:00:00Z`)).replace(',', '');

/** `10am`, `2.30pm`, by London's clock. */
export function sayTime(at: Date): string {
  const [hour = 0, minute = 0] = (showMoment(at).split(', ')[1] ?? '').split(':').map(Number);
  if (minute === 0 && hour === 12) return 'midday';
  const minutes = minute === 0 ? '' : `.${String(minute).padStart(2, '0')}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

/** Ranks and forms of address, which would say who is writing. */
const titles =
  /^(pc|ps|dc|ds|di|dci|ci|insp|inspector|sgt|sergeant|constable|chief|superintendent|pcso|det|detective|officer|mr|mrs|ms|miss|mx|dr)\.?$/i;

/** The worker's first name without their rank; `somebody` where the name has none. */
export function workerFirstName(name: string): string {
  const words = name.trim().split(/\s+/);
  const rest = words.slice(words.findIndex((word) => !titles.test(word)));
  return rest.length >= 2 ? (rest[0] ?? 'somebody') : 'somebody';
}

const teamSaid = (rule: ReminderRule, team: string) => rule.teams.find((one) => one.team === team);

/**
 * The message as it goes out. To an address that somebody else sees it says whom to ring and nothing more, whatever
 * the wording.
 */
export function fill(text: string, rule: ReminderRule, saying: Saying): string {
  const team = teamSaid(rule, saying.team);
  if (saying.shared) return sharedText(rule, saying.team);
  const place = rule.places.find(({ recorded }) => recorded === saying.place?.trim())?.said;
  const values: Record<Placeholder, string> = {
    first_name: saying.firstName.trim().split(/\s+/)[0] ?? '',
    day: sayDay(saying.at),
    time: sayTime(saying.at),
    place: place === undefined ? '' : ` at ${place}`,
    worker: workerFirstName(saying.worker),
    team: team?.said ?? 'us',
    phone: team?.phone ?? 'us',
  };
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name as Placeholder] ?? whole).trim();
}

const sharedText = (rule: ReminderRule, team: string): string =>
  `Please ring ${teamSaid(rule, team)?.said ?? 'us'}.`;

/** The same under each subject: it stands in lists of mail that others see. */
export const subjectOf = (rule: ReminderRule, shared: boolean): string =>
  shared ? 'Please ring' : rule.emailSubject;

/** Whether a text is too long, in words. */
export function tooLong(channel: MessageChannel, text: string, rule: ReminderRule): string | undefined {
  if (channel === 'email') return text.length > 1_500 ? 'The message is too long' : undefined;
  const { parts, odd } = lengthOfText(text);
  if (parts <= rule.maxParts) return undefined;
  const why = odd.length === 0 ? '' : `, because ${odd.slice(0, 3).join(' ')} needs more room`;
  return `The text takes ${parts} parts${why}; ${rule.maxParts} is the most`;
}
