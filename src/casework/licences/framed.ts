import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import type { Html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import type { FramePerson, PersonFrame } from '../../web/wing.ts';

export interface Showing {
  personId: number;
  title: string;
  /** The audit's code, and what was opened; the person unless given. */
  act: string;
  about?: { subject: string; subjectId: number };
  errors?: readonly FieldError[];
  /** What somebody else wrote meanwhile. */
  theirs?: string | undefined;
  marking?: string;
  /** Printed pages leave the identity bar and the tabs out. */
  plain?: boolean;
  body: (frame: PersonFrame) => Html;
}

/** A page about a person's licence, in their frame and audited. */
export async function showFramed(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { personId, errors = [] } = showing;
  const path = '/people/:id/licence';
  const frame = await framePerson(tx, { personId, viewer: ask.viewer, today: ask.today, path });
  await ask.opened(tx, {
    act: showing.act,
    subject: 'person',
    subjectId: personId,
    ...showing.about,
    personId,
  });
  return page({
    title: `${showing.title} – ${frame.name}`,
    section: 'cohort',
    status: formStatus({ errors, theirs: showing.theirs }),
    breadcrumbs: [...frame.breadcrumbs, { text: 'Licence', href: `/people/${personId}/licence` }],
    ...(showing.plain === true ? {} : { above: frame.above }),
    ...(showing.marking === undefined ? {} : { marking: showing.marking }),
    errors: summaryOf(errors),
    body: showing.body(frame),
  });
}

/** What is there now, from a stale version's error; anything else is thrown on. */
export function staleOf(error: unknown): { theirs: string; version: number } {
  if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
  const { text, version } = error.data.current as { text: string; version: number };
  return { theirs: text, version };
}
