import { isRole, roleTitles } from '../../access/rights.ts';
import { londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { askMarking, isMarkedSecret, standingOf } from '../reports/marking-rules.ts';
import { sourceErrors } from '../reports/source-rules.ts';
import { type ReportCase, sharingWords } from '../reports/types.ts';
import {
  type Chosen,
  type Copy,
  type CopyState,
  type Receiver,
  type Recipient,
  type SendForm,
  type SendInput,
  type SharedAs,
  type Told,
  tellings,
} from './types.ts';

/** More copies than this are a publication, not a sending. */
export const mostCopies = 200;

/** On every copy, on paper, in a file and to a program. */
export const keepWords = 'Not to be passed on. Destroy it when it is recalled, and say so where you got it.';

export type Refusal = 'no-agreement' | 'handling';

/** Why somebody's agency may not have a report; undefined where it may. The author's agency always may. */
export function refusalFor(
  agency: Pick<Receiver, 'agencyId' | 'statutory' | 'shares'>,
  report: SharedAs,
): Refusal | undefined {
  if (agency.agencyId === report.agencyId) return undefined;
  if (!agency.shares) return 'no-agreement';
  switch (report.handling) {
    case 'partners':
      return undefined;
    case 'statutory':
      return agency.statutory ? undefined : 'handling';
    case 'named':
      return report.namedAgencies.includes(agency.agencyId) ? undefined : 'handling';
    case 'own':
      return 'handling';
  }
}

export const refusalWords = (agency: string, why: Refusal, report: SharedAs): string =>
  why === 'no-agreement'
    ? `${agency} has no sharing agreement in force that covers intelligence`
    : `Its handling, “${sharingWords[report.handling]}”, does not let ${agency} have it`;

export interface Resolved {
  going: Recipient[];
  /** Chosen by a role or a team, and not sent to, with why. */
  left: { name: string; why: string }[];
  errors: FieldError[];
}

const plainName = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLowerCase();

const rank =
  /^(?:(?:a|t|acting|temporary)[/ ])?(?:pcso|pc|dc|tdc|sgt|ps|ds|sergeant|inspector|insp|di|dci|chief inspector|superintendent|supt|constable|mr|mrs|ms|miss|mx|dr)\.?(?: \d+)? /;

/** As somebody is called who does not know their rank. */
const withoutRank = (name: string): string => plainName(name).replace(rank, '');

const lineOf = ({ id, name, agencyId, agency }: Receiver, through: string): Recipient => ({
  id,
  name,
  agencyId,
  agency,
  through,
});

/**
 * Who gets a report: each person once, by the first way in which they were chosen. Somebody named, or an agency, who may
 * not have it is an error; of a role or a shift those who may not are left out and said.
 * @param butNot staff ids that are never sent it: who wrote it and who sends it.
 */
export function resolveRecipients(
  receivers: readonly Receiver[],
  chosen: Chosen,
  report: SharedAs,
  butNot: readonly number[],
): Resolved {
  const going = new Map<number, Recipient>();
  const left = new Map<number, { name: string; why: string }>();
  const errors: FieldError[] = [];
  const add = (receiver: Receiver, through: string, field?: string): void => {
    if (going.has(receiver.id)) return;
    const why = refusalFor(receiver, report);
    if (butNot.includes(receiver.id)) {
      if (field !== undefined)
        errors.push({ field, text: `${receiver.name} wrote or sends this report and has it already` });
    } else if (why === undefined) going.set(receiver.id, lineOf(receiver, through));
    else if (field !== undefined) errors.push({ field, text: refusalWords(receiver.agency, why, report) });
    else
      left.set(receiver.id, {
        name: `${receiver.name}, ${receiver.agency}`,
        why: refusalWords(receiver.agency, why, report),
      });
  };
  for (const typed of chosen.names) addNamed(receivers, typed, add, errors);
  for (const id of chosen.staffIds) {
    const picked = receivers.find((one) => one.id === id);
    if (picked !== undefined) add(picked, 'person', 'names');
  }
  for (const agencyId of chosen.agencyIds) addAgency(receivers, agencyId, report, add, errors);
  for (const role of chosen.roles)
    for (const one of receivers) if (one.role === role) add(one, `role:${role}`);
  if (chosen.teamId !== null)
    for (const one of receivers) if (one.teamId === chosen.teamId) add(one, `shift:${chosen.teamId}`);
  const choseAny =
    chosen.names.length + chosen.staffIds.length + chosen.agencyIds.length + chosen.roles.length > 0 ||
    chosen.teamId !== null;
  if (!choseAny) errors.push({ field: 'names', text: 'Choose who is to have it' });
  else if (going.size === 0 && errors.length === 0)
    errors.push({
      field: 'names',
      text: `Nobody of those chosen may have it. ${[...left.values()][0]?.why ?? 'Nobody there holds a role that may receive intelligence'}`,
    });
  if (going.size > mostCopies)
    errors.push({
      field: 'names',
      text: `${going.size} people are too many for one sending: at most ${mostCopies}`,
    });
  return { going: [...going.values()], left: [...left.values()], errors };
}

type Add = (receiver: Receiver, through: string, field?: string) => void;

/** With the rank or without it, as long as one person alone is meant. */
function called(receivers: readonly Receiver[], typed: string): Receiver[] {
  const exact = receivers.filter(({ name }) => plainName(name) === plainName(typed));
  return exact.length > 0 ? exact : receivers.filter(({ name }) => withoutRank(name) === withoutRank(typed));
}

/** Those whose name shares a word with what was typed: whom the writer may have meant. */
function likely(receivers: readonly Receiver[], typed: string): string[] {
  const words = withoutRank(typed)
    .split(/[ ,]+/)
    .filter((word) => word.length > 2);
  const found = receivers.filter(({ name }) =>
    withoutRank(name)
      .split(' ')
      .some((part) => words.includes(part)),
  );
  return [...new Set(found.map(({ name, agency }) => `${name} (${agency})`))].slice(0, 5);
}

function addNamed(receivers: readonly Receiver[], typed: string, add: Add, errors: FieldError[]): void {
  const found = called(receivers, typed);
  const [first] = found;
  const meant = first === undefined ? likely(receivers, typed) : [];
  if (first === undefined)
    errors.push({
      field: 'names',
      text: `Nobody called “${typed}” holds a role that may receive intelligence${meant.length === 0 ? '' : `. Did you mean ${meant.join(' or ')}?`}`,
    });
  else if (new Set(found.map(({ id }) => id)).size > 1)
    errors.push({
      field: 'names',
      text: `More than one person is called “${typed}”: tick whom you mean in the list of people`,
    });
  else add(first, 'person', 'names');
}

/**
 * Why an agency has nobody to send to; undefined where it has. Said of every agency, so that none is missing from
 * the list without a word.
 */
export function whyNot(
  agency: { id: number; name: string; statutory: boolean; shares: boolean },
  receivers: readonly Receiver[],
  report: SharedAs,
): string | undefined {
  const why = refusalFor({ agencyId: agency.id, statutory: agency.statutory, shares: agency.shares }, report);
  if (why !== undefined) return refusalWords(agency.name, why, report);
  return receivers.some(({ agencyId }) => agencyId === agency.id)
    ? undefined
    : 'Nobody there holds a role that may receive intelligence';
}

function addAgency(
  receivers: readonly Receiver[],
  agencyId: number,
  report: SharedAs,
  add: Add,
  errors: FieldError[],
): void {
  const staff = receivers.filter((one) => one.agencyId === agencyId);
  const [first] = staff;
  if (first === undefined) {
    errors.push({
      field: 'agencies',
      text: 'Nobody of an agency you chose holds a role that may receive intelligence',
    });
    return;
  }
  const why = refusalFor(first, report);
  if (why !== undefined) errors.push({ field: 'agencies', text: refusalWords(first.agency, why, report) });
  else for (const one of staff) add(one, `agency:${agencyId}`);
}

/** How somebody was chosen, in words. */
export function throughWords(
  through: string,
  names: {
    agencies: readonly { id: number; name: string }[];
    teams: readonly { id: number; name: string }[];
  },
): string {
  const [kind = '', code = ''] = through.split(':');
  if (kind === 'role') return isRole(code) ? `as ${roleTitles[code].toLowerCase()}` : 'by role';
  if (kind === 'agency')
    return `as staff of ${names.agencies.find(({ id }) => id === Number(code))?.name ?? 'an agency'}`;
  if (kind === 'shift')
    return `on shift with ${names.teams.find(({ id }) => id === Number(code))?.name ?? 'a team'}`;
  return 'by name';
}

const trimmed = (value: string | undefined): string => value?.trim() ?? '';

export type ReadSend =
  | { kind: 'input'; input: Omit<SendInput, 'reportId' | 'version'> }
  | { kind: 'errors'; errors: FieldError[] }
  /** Refused, and nothing of it may be shown again. */
  | { kind: 'secret' };

/** Reads the form of a sending. A shift has its beginning; every sending has an end, after now and within a year. */
export function readSendForm(form: SendForm, now: Date): ReadSend {
  const purpose = trimmed(form.purpose);
  const conditions = trimmed(form.conditions);
  if (isMarkedSecret(purpose) || isMarkedSecret(conditions)) return { kind: 'secret' };
  const errors: FieldError[] = [];
  const opensAt = momentOf(form.fromDay, form.fromTime);
  const expiresAt = momentOf(form.untilDay, form.untilTime);
  const teamId = Number(form.team) || null;
  if (purpose === '') errors.push({ field: 'purpose', text: 'Say what they are to do with it' });
  const texts = [
    { field: 'purpose', text: purpose },
    { field: 'conditions', text: conditions },
  ];
  errors.push(...sourceErrors(texts, ''));
  for (const { field, text } of texts)
    if (standingOf(text) === 'ask') errors.push({ field, text: askMarking });
  if (opensAt === 'wrong')
    errors.push({ field: 'fromDay', text: 'Enter a day and a time like 14:00, or leave both empty' });
  if (teamId !== null && opensAt === null)
    errors.push({ field: 'fromDay', text: 'Say when the shift begins' });
  const from = opensAt instanceof Date ? opensAt : now;
  if (!(expiresAt instanceof Date))
    errors.push({ field: 'untilDay', text: 'Say until when it may be read: a day and a time' });
  else if (expiresAt <= now || expiresAt <= from)
    errors.push({ field: 'untilDay', text: 'It must end after now, and after it begins' });
  else if (expiresAt.getTime() - now.getTime() > 366 * 86_400_000)
    errors.push({ field: 'untilDay', text: 'It must end within a year. It can be sent again then' });
  if (errors.length > 0 || !(expiresAt instanceof Date)) return { kind: 'errors', errors };
  return {
    kind: 'input',
    input: {
      names: [
        ...new Set(
          trimmed(form.names)
            .split(/[\n;]+/)
            .map(trimmed)
            .filter((name) => name !== ''),
        ),
      ].slice(0, 50),
      staffIds: (form.people ?? []).map(Number).filter((id) => id > 0),
      roles: form.roles ?? [],
      agencyIds: (form.agencies ?? []).map(Number).filter((id) => id > 0),
      teamId,
      tell: tellings.find((one) => one === form.tell) ?? null,
      purpose,
      conditions: conditions === '' ? null : conditions,
      opensAt: opensAt instanceof Date && opensAt > now ? opensAt.toISOString() : null,
      expiresAt: expiresAt.toISOString(),
    },
  };
}

/** Whom a report is about, as its sender has them: those on the record, and the author's own words. */
export const namesOf = ({ people, naming }: Pick<ReportCase, 'people' | 'naming'>): string[] => [
  ...people.map(({ name }) => name),
  ...((naming ?? '') === '' ? [] : [`“${naming}”`]),
];

/** A report is never sent without a word of whom it is about: the sender says whether the name goes with it. */
export const tellErrors = (
  report: Pick<ReportCase, 'people' | 'naming'>,
  tell: SendInput['tell'],
): FieldError[] =>
  namesOf(report).length > 0 && tell === null
    ? [{ field: 'tell', text: 'Say whether the name goes with it, or is withheld' }]
    : [];

/**
 * What a copy says of whom its report is about, besides those whom its holder sees by their own work; nothing where all
 * are seen.
 */
export function toldWords(told: readonly Told[], seen: readonly number[], sender: string | null): string[] {
  const others = told.filter(({ personId }) => personId === null || !seen.includes(personId));
  const names = others.flatMap(({ personId, name }) =>
    name === null ? [] : [personId === null ? `“${name}”` : name],
  );
  return [
    ...(names.length === 0 ? [] : [`${names.join(', ')}: named to you by this sending`]),
    ...(names.length === others.length
      ? []
      : [`A name is withheld from this copy: ask ${sender ?? 'whoever sent it'}`]),
  ];
}

/** Null: nothing was typed. A day alone is its end where it is an end, so a time is asked for. */
function momentOf(day: string | undefined, time: string | undefined): Date | null | 'wrong' {
  if (trimmed(day) === '' && trimmed(time) === '') return null;
  return londonInstant(trimmed(day), trimmed(time)) ?? 'wrong';
}

/** Where a copy stands now. */
export function copyState(
  copy: Pick<Copy, 'kind' | 'recalledAt' | 'destroyedAt' | 'opensAt' | 'expiresAt' | 'acknowledgedAt'>,
  now: Date,
): CopyState {
  if (copy.recalledAt !== null) {
    if (copy.destroyedAt !== null) return 'destroyed';
    return copy.kind === 'sent' && copy.acknowledgedAt === null ? 'closed' : 'recalled';
  }
  if (copy.kind !== 'sent') return 'out';
  if (copy.expiresAt !== null && copy.expiresAt <= now) return 'expired';
  if (copy.opensAt !== null && copy.opensAt > now) return 'ahead';
  return copy.acknowledgedAt === null ? 'waiting' : 'open';
}
