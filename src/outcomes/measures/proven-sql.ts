import { sql } from '../../kernel/database.ts';
import type { MeasureRule } from './types.ts';

/** That offence `o` was proven within the rule's months of being committed. */
export const provenInTime = (rule: Pick<MeasureRule, 'provenWithinMonths'>) =>
  sql`o.proven and (o.outcome_date is null or o.outcome_date < o.offence_date + make_interval(months => ${rule.provenWithinMonths}::int))`;
