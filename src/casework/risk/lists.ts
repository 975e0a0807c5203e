import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { TrainingInDate } from '../ports.ts';
import { trainingHolds } from './rules.ts';
import { listTrainingOf } from './training-store.ts';
import type { AssessmentType, FlagKind, RegisterLists, RiskLists } from './types.ts';

const noRegisters: RegisterLists = { mappaCategories: [], mappaLevels: [], concerns: [] };

/** The scheme's lists in force on a day; empty where it has set none, so that a page can say so. */
export async function riskLists(tx: Tx, schemeId: number, on: Day): Promise<RiskLists> {
  const [types, flags, registers] = await Promise.all([
    findRule<{ types: AssessmentType[] }>(tx, schemeId, 'risk-assessments', on),
    findRule<{ kinds: FlagKind[] }>(tx, schemeId, 'risk-flags', on),
    findRule<RegisterLists>(tx, schemeId, 'risk-registers', on),
  ]);
  return {
    types: types?.body.types ?? [],
    flags: flags?.body.kinds ?? [],
    registers: registers?.body ?? noRegisters,
    example: [types, flags, registers].some((rule) => rule?.example === true),
  };
}

export const typeName = (lists: Pick<RiskLists, 'types'>, code: string): string =>
  lists.types.find((type) => type.code === code)?.name ?? code;

export const levelName = (lists: Pick<RiskLists, 'types'>, code: string, level: string): string =>
  lists.types.find((type) => type.code === code)?.levels.find((one) => one.code === level)?.name ?? level;

export const flagName = (lists: Pick<RiskLists, 'flags'>, code: string): string =>
  lists.flags.find((kind) => kind.code === code)?.name ?? code;

/**
 * By the scheme's own record of training (`/resources/training`). A kind that the scheme's list says needs no training,
 * such as a score that another system worked out, is always in date.
 */
export const trainingOfScheme =
  (schemeId: number): TrainingInDate =>
  async (tx, { staffId, assessmentType, on }) => {
    const lists = await riskLists(tx, schemeId, on);
    const type = lists.types.find(({ code }) => code === assessmentType);
    if (type === undefined) return { ok: false, why: 'The scheme’s list has no such assessment' };
    if (!type.needsTraining) return { ok: true };
    return trainingHolds(await listTrainingOf(tx, staffId, assessmentType), type.name, on);
  };
