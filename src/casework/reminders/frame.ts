import type { Tx } from '../../kernel/database.ts';
import type { Carriers } from '../../notices/types.ts';
import { findRule, type RuleVersion, ruleInForce } from '../../scheme/rules.ts';
import type { Html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import type { FramePerson } from '../../web/wing.ts';
import { drawSheet, type Sheet, type Showing, sheetPage } from '../form-flow.ts';
import type { ReminderRule } from './types.ts';

export const remindersPath = '/people/:id/reminders';

/** What the pages need of the rest of the house. */
export interface ReminderHouse {
  framePerson: FramePerson;
  carriers: Carriers;
}

export const findReminderRule = (tx: Tx, ask: Ask): Promise<RuleVersion<ReminderRule> | undefined> =>
  findRule<ReminderRule>(tx, ask.viewer.schemeId, 'reminders', ask.today);

export const reminderRule = (tx: Tx, ask: Ask): Promise<RuleVersion<ReminderRule>> =>
  ruleInForce<ReminderRule>(tx, ask.viewer.schemeId, 'reminders', ask.today);

interface Framed {
  personId: number;
  act: string;
  heading: string;
  item?: { subject: string; id: number };
}

async function frameOf(tx: Tx, ask: Ask, { framePerson }: ReminderHouse, asked: Framed) {
  const { personId, item } = asked;
  const frame = await framePerson(tx, {
    personId,
    viewer: ask.viewer,
    today: ask.today,
    path: remindersPath,
  });
  await ask.opened(tx, {
    act: asked.act,
    subject: item?.subject ?? 'person',
    subjectId: item?.id ?? personId,
    personId,
  });
  return {
    title: `${asked.heading} – ${frame.name}`,
    section: 'cohort' as const,
    breadcrumbs: [...frame.breadcrumbs, { text: 'Reminders', href: `/people/${personId}/reminders` }],
    above: frame.above,
  };
}

/** A form about somebody's messages, in their frame and audited. */
export async function showSheet(
  tx: Tx,
  ask: Ask,
  house: ReminderHouse,
  asked: Omit<Framed, 'heading'> & { sheet: Sheet; showing: Showing },
): Promise<Reply> {
  const framed = await frameOf(tx, ask, house, { ...asked, heading: asked.sheet.heading });
  return sheetPage({ ...framed, body: drawSheet(ask.csrfToken, asked.sheet, asked.showing) }, asked.showing);
}

/** A page of somebody's messages that is no form. */
export async function showFramed(
  tx: Tx,
  ask: Ask,
  house: ReminderHouse,
  asked: Framed & { body: Html },
): Promise<Reply> {
  return page({ ...(await frameOf(tx, ask, house, asked)), body: asked.body });
}
