import { type ActContext, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type RuleVersion, ruleInForce } from '../../scheme/rules.ts';
import { beforeItsDay } from './rules.ts';
import { decidedWords, type Item, type Meeting, type PanelRule } from './types.ts';

/** What acts of panels refuse, each in one wording. */

export const panelRule = (tx: Tx, { actor, today }: ActContext): Promise<RuleVersion<PanelRule>> =>
  ruleInForce<PanelRule>(tx, actor.schemeId, 'panel', today);

export const notTheChair = (): WaymarkError =>
  new WaymarkError('right-missing', {
    text: 'The chair of this meeting or somebody who manages the scheme does this.',
  });

export function refuseBeforeItsDay(meeting: Meeting, today: Day): void {
  const text = beforeItsDay(meeting, today);
  if (text !== undefined) throw new WaymarkError('not-allowed-now', { text });
}

export function refuseStaleItem(item: Item, version: number): void {
  if (item.version === version) return;
  throw staleVersion({
    text:
      item.decision === null
        ? 'The item was changed.'
        : `${decidedWords[item.decision]} by ${item.decidedBy}: ${item.reason ?? ''}`,
    version: item.version,
  });
}

export function refuseStaleMeeting(meeting: Meeting, version: number): void {
  if (meeting.version !== version)
    throw staleVersion({
      text: `The meeting is now at version ${meeting.version}.`,
      version: meeting.version,
    });
}
