import { type Day, isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import { field, fieldList } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { visitBanner } from '../cover/visit-banner.ts';
import { wouldEnforce } from '../enforcement/start.ts';
import { safetyNotice, safetyWarnings } from '../risk/daily.ts';
import { loadChoices } from './choices.ts';
import { contactForm } from './form-view.ts';
import type { ContactForm } from './types.ts';

/** Longer than what is kept, so that a text which is too long comes back whole, with what is wrong said beside it. */
const pasted = 150_000;

export const contactFields = {
  kind: field(40),
  day: field(10),
  time: field(5),
  which: field(10),
  chip: field(10),
  outcome: field(40),
  absence: field(40),
  listed: field(60),
  place: field(5_000),
  pathway: field(40),
  step: field(20),
  minutes: field(4),
  others: field(5_000),
  observed: field(20_000),
  note: field(pasted),
  test: field(20),
  result: field(20),
  found: fieldList(),
  every: field(20),
  times: field(4),
  until: field(10),
  sure: field(3),
  handling: field(20),
  named: fieldList(),
  with: fieldList(),
  again: field(3),
};
export type Posted = ContactForm & { chip?: string; back?: string; _key?: string; _version?: number };

interface Showing {
  personId: number;
  action: string;
  draft: string;
  values: ContactForm;
  /** A step that it names already. */
  stepId?: number | null;
  /** Where the values are a draft's. */
  kept?: KeptDraft<ContactForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
  withdrawAction?: string;
  status?: number;
}

/** The page of the form: first, again with what is wrong, or beside what somebody else made of it. */
export async function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { personId } = showing;
  const about = { personId, viewer: ask.viewer, today: ask.today };
  const [frame, choices, warnings, enforces, banner] = await Promise.all([
    framePerson(tx, { ...about, path: '/people/:id/contacts' }),
    loadChoices(tx, ask, personId, showing.stepId ?? null),
    safetyWarnings(tx, about),
    wouldEnforce(tx, ask.viewer, [personId], dayOf(showing.values, ask.today)),
    visitBanner(tx, ask),
  ]);
  await ask.opened(tx, { act: 'contact:form', subject: 'person', subjectId: personId, personId });
  const errors = showing.errors ?? [];
  return page({
    title: `${showing.withdrawAction === undefined ? 'Record' : 'Correct'} a contact – ${frame.name}`,
    section: 'cohort',
    status: showing.status ?? (errors.length > 0 ? 422 : 200),
    breadcrumbs: frame.breadcrumbs,
    above: html`${banner}${frame.above}`,
    errors: summaryOf(errors),
    body: html`${safetyNotice(warnings)}${keptNotice(showing.kept, ask.csrfToken)}${contactForm({ csrfToken: ask.csrfToken, today: ask.today, ...choices, ...showing, enforces: enforces.get(personId), errors })}`,
  });
}

/** The day that the form says, where it says one that has come. */
const dayOf = ({ day }: ContactForm, today: Day): Day =>
  day !== undefined && isDay(day) && day < today ? day : today;

/** Fields of the form that hold several values. */
export const draftLists = ['named', 'with', 'found'] as const;

export const newDraft = (personId: number): string => `contact:new:${personId}`;

/** The form of a new contact, as it was left or typed. */
export const showNewForm = (
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: { personId: number; values: ContactForm } & Partial<Showing>,
): Promise<Reply> =>
  showForm(tx, ask, framePerson, {
    action: `/people/${showing.personId}/contacts`,
    draft: newDraft(showing.personId),
    ...showing,
  });
