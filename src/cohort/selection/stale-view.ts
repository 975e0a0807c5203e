import { showDay } from '../../kernel/clock.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import { insetText } from '../../web/components/index.ts';
import type { Html } from '../../web/html.ts';
import type { Matrix } from './types.ts';

/** That points are of another version than the one in force; nothing where they are the same. */
export const staleScore = (
  scoredBy: Pick<RuleVersion<Matrix>, 'id' | 'version' | 'body'>,
  inForce: RuleVersion<Matrix>,
): Html | false =>
  scoredBy.id !== inForce.id &&
  insetText({
    text: `Scored by version ${scoredBy.version} of the matrix, “${scoredBy.body.name}”, with its line of ${scoredBy.body.line}. Version ${inForce.version}, “${inForce.body.name}” with a line of ${inForce.body.line}, is in force since ${showDay(inForce.validFrom)}; a run with it is due, and no pack for a panel is drawn up before.`,
  });
