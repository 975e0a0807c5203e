import { ageOn, type Day, isDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { listOf } from './rules.ts';
import {
  forSexes,
  forSexWords,
  forStatuses,
  forStatusWords,
  type ProviderForm,
  type ProviderInput,
  providerKinds,
  type Service,
  type ServiceForm,
  type ServiceInput,
  type ServiceLoad,
} from './service-types.ts';

const text = (value: string | undefined): string | null => value?.trim() || null;

/** Whether a service takes referrals on a day. How full it is decides nothing: people wait, or the provider declines. */
export const serviceIsOpen = (service: Pick<Service, 'opensOn' | 'closesOn'>, on: Day): boolean =>
  service.opensOn <= on && (service.closesOn === null || service.closesOn > on);

/** Free places; undefined where the provider has not said how many it has. */
export const freePlaces = (
  service: Pick<Service, 'places'>,
  load: Pick<ServiceLoad, 'working'> | undefined,
): number | undefined =>
  service.places === null ? undefined : Math.max(0, service.places - (load?.working ?? 0));

/** Sex and age that the provider names and a person does not have, in words: to be talked over, never a bar. */
export function criteriaNotMet(
  service: Pick<Service, 'forSex' | 'youngest' | 'oldest'>,
  person: { sex: string | null; born: Day | null },
  today: Day,
): string[] {
  const age = person.born === null ? null : ageOn(person.born, today);
  const other = { any: undefined, women: 'male', men: 'female' }[service.forSex];
  return [
    ...(other !== undefined && person.sex === other
      ? [`for ${forSexWords[service.forSex].toLowerCase()}`]
      : []),
    ...(age !== null && service.youngest !== null && age < service.youngest
      ? [`from ${service.youngest} years, and they are ${age}`]
      : []),
    ...(age !== null && service.oldest !== null && age > service.oldest
      ? [`up to ${service.oldest} years, and they are ${age}`]
      : []),
  ];
}

/** Whom a service is for, in one line. */
export function criteriaWords(
  service: Pick<Service, 'forSex' | 'youngest' | 'oldest' | 'forStatus' | 'criteria'>,
): string {
  const { youngest, oldest } = service;
  const ages =
    youngest !== null && oldest !== null
      ? `${youngest} to ${oldest} years`
      : youngest !== null
        ? `from ${youngest} years`
        : oldest !== null
          ? `up to ${oldest} years`
          : 'any age';
  return [forSexWords[service.forSex], ages, forStatusWords[service.forStatus], service.criteria]
    .filter((part) => part !== null && part !== '')
    .join('; ');
}

export interface ServiceChoices {
  /** Ids of agencies that provide services. */
  agencies: readonly number[];
  categories: readonly string[];
  pathways: readonly string[];
  bases: readonly number[];
}

type Wrong = (field: string, message: string) => null;

export function readServiceForm(
  form: ServiceForm,
  choices: ServiceChoices,
): { input: ServiceInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, message) => {
    errors.push({ field, text: message });
    return null;
  };
  const agencyId =
    choices.agencies.find((id) => String(id) === form.agency) ?? wrong('agency', 'Choose the provider');
  const name = text(form.name) ?? wrong('name', 'Enter the name of the service');
  const offers = text(form.offers) ?? wrong('offers', 'Say what the service offers');
  const categories = choices.categories.filter((code) => listOf(form.categories).includes(code));
  if (categories.length === 0) wrong('categories', 'Choose at least one kind of help');
  const pathways = choices.pathways.filter((code) => listOf(form.pathways).includes(code));
  if (pathways.length === 0) wrong('pathways', 'Choose at least one pathway');
  const ages = readAges(form, wrong);
  const days = readOpening(form, wrong);
  const places = readNumber(form.places, 'places', 100_000, wrong);
  const waitingDays = readNumber(form.waitingDays, 'waitingDays', 2_000, wrong);
  const contactEmail = text(form.contactEmail);
  if (contactEmail !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contactEmail))
    wrong('contactEmail', 'Enter an e-mail address like name@example.org');
  if (errors.length > 0 || agencyId === null || name === null || offers === null || days === null)
    return { errors };
  return {
    input: {
      agencyId,
      name,
      offers,
      categories,
      pathways,
      baseIds: choices.bases.filter((id) => listOf(form.bases).includes(String(id))),
      forSex: forSexes.find((code) => code === form.forSex) ?? 'any',
      forStatus: forStatuses.find((code) => code === form.forStatus) ?? 'any',
      criteria: text(form.criteria),
      ...ages,
      places,
      waitingDays,
      contactName: text(form.contactName),
      contactPhone: text(form.contactPhone),
      contactEmail,
      ...days,
    },
  };
}

function readNumber(value: string | undefined, field: string, most: number, wrong: Wrong): number | null {
  const typed = text(value);
  if (typed === null) return null;
  const number = Number(typed);
  return /^\d+$/.test(typed) && number <= most
    ? number
    : wrong(field, `Enter a whole number up to ${most}, or leave it empty where it is not known`);
}

function readAges(form: ServiceForm, wrong: Wrong): Pick<ServiceInput, 'youngest' | 'oldest'> {
  const youngest = readNumber(form.youngest, 'youngest', 120, wrong);
  const oldest = readNumber(form.oldest, 'oldest', 120, wrong);
  if (youngest !== null && youngest < 10) wrong('youngest', 'Enter an age from 10');
  if (oldest !== null && oldest < 10) wrong('oldest', 'Enter an age from 10');
  if (youngest !== null && oldest !== null && youngest > oldest)
    wrong('oldest', 'The oldest age is below the youngest');
  return { youngest, oldest };
}

function readOpening(form: ServiceForm, wrong: Wrong): Pick<ServiceInput, 'opensOn' | 'closesOn'> | null {
  const opensOn = text(form.opensOn) ?? '';
  const closesOn = text(form.closesOn);
  if (!isDay(opensOn)) return wrong('opensOn', 'Enter the day from which it is open, like 2026-11-30');
  if (closesOn !== null && !isDay(closesOn)) return wrong('closesOn', 'Enter a real date, like 2026-11-30');
  if (closesOn !== null && closesOn < opensOn) return wrong('closesOn', 'It cannot close before it opens');
  return { opensOn, closesOn };
}

/** What a version says in words, by field: for the history of changes. */
export function serviceWords(
  service: ServiceInput,
  names: {
    provider: string;
    category(code: string): string;
    pathway(code: string): string;
    base(id: number): string;
  },
): Record<string, string> {
  return {
    Provider: names.provider,
    Name: service.name,
    'What it offers': service.offers,
    'Kinds of help': service.categories.map(names.category).join(', '),
    Pathways: service.pathways.map(names.pathway).join(', '),
    'Where it works':
      service.baseIds.length === 0 ? 'Everywhere in the scheme' : service.baseIds.map(names.base).join(', '),
    'Whom it is for': criteriaWords(service),
    Places: service.places === null ? 'Not known' : String(service.places),
    'Waiting time as stated': service.waitingDays === null ? 'Not known' : `${service.waitingDays} days`,
    Contact: [service.contactName, service.contactPhone, service.contactEmail]
      .filter((one) => one !== null)
      .join(', '),
    Open: `from ${showShortDay(service.opensOn)}${service.closesOn === null ? '' : ` until ${showShortDay(service.closesOn)}`}`,
  };
}

export interface ServiceChange {
  what: string;
  was: string;
  became: string;
}

export const changesOfService = (
  was: Readonly<Record<string, string>>,
  became: Readonly<Record<string, string>>,
): ServiceChange[] =>
  Object.keys(became)
    .map((what) => ({ what, was: was[what] ?? '', became: became[what] ?? '' }))
    .filter((one) => one.was !== one.became);

/** Reads the form of a provider that is not on the system. */
export function readProviderForm(form: ProviderForm): { input: ProviderInput } | { errors: FieldError[] } {
  const name = form.name?.trim().replaceAll(/\s+/g, ' ') ?? '';
  const kind = providerKinds.find((code) => code === form.kind);
  const errors = [
    ...(name === '' ? [{ field: 'name', text: 'Enter the name of the provider' }] : []),
    ...(kind === undefined ? [{ field: 'kind', text: 'Choose what it is' }] : []),
  ];
  return kind === undefined || errors.length > 0 ? { errors } : { input: { name, kind } };
}
