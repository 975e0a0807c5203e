import { isRole, roles, roleTitles } from '../access/rights.ts';
import { type Day, showDay } from '../kernel/clock.ts';
import { sql, type Tx } from '../kernel/database.ts';
import { findRule } from './rules.ts';

/** Something staff are trained in: an assessment of the rule `risk-assessments`, or a skill of the rule `skills`. */
export interface Skill {
  code: string;
  name: string;
}

/** Who must have a skill: these roles, or whoever may do one of these things. */
export interface Requirement {
  what: string;
  /** What it is for, as a page says it: `Send intelligence`. */
  task: string;
  roles?: readonly string[];
  rights?: readonly string[];
}

export interface Skills {
  skills: readonly Skill[];
  required: readonly Requirement[];
  /** From so many days before training runs out it is warned of; undefined: only once it has run out. */
  warnDays: number | undefined;
  /** Shipped to show how it looks. */
  example: boolean;
}

interface SkillsRule {
  skills?: Skill[];
  required?: Requirement[];
  warnDays?: number;
}

/** What the scheme has its staff trained in, and who must be, on a day; empty where it has set nothing. */
export async function listSkills(tx: Tx, schemeId: number, on: Day): Promise<Skills> {
  const [rule, assessments] = await Promise.all([
    findRule<SkillsRule>(tx, schemeId, 'skills', on),
    findRule<{ types: (Skill & { needsTraining: boolean })[] }>(tx, schemeId, 'risk-assessments', on),
  ]);
  const assessed = (assessments?.body.types ?? []).filter(({ needsTraining }) => needsTraining);
  const skills = [...assessed, ...(rule?.body.skills ?? [])].map(({ code, name }) => ({ code, name }));
  return {
    skills: [...new Map(skills.map((skill) => [skill.code, skill])).values()],
    required: rule?.body.required ?? [],
    warnDays: rule?.body.warnDays,
    example: [rule, assessments].some((one) => one?.example === true),
  };
}

export const skillName = ({ skills }: Pick<Skills, 'skills'>, code: string): string =>
  skills.find((skill) => skill.code === code)?.name ?? code;

/** What an action asks of whoever does it; null asks nothing. */
export interface Needs {
  needsRole: string | null;
  needsSkill: string | null;
}

/** `asks for: Senior probation officer, trained in OASys`; empty where it asks nothing. */
export function needsWords({ needsRole, needsSkill }: Needs, known: Pick<Skills, 'skills'>): string {
  const parts = [
    needsRole !== null && (isRole(needsRole) ? roleTitles[needsRole] : needsRole),
    needsSkill !== null && `trained in ${skillName(known, needsSkill)}`,
  ].filter((part) => part !== false);
  return parts.join(', ');
}

/** The choices of a form, as codes and words. */
export const needChoices = (
  known: Pick<Skills, 'skills'>,
): Record<'role' | 'skill', { value: string; text: string }[]> => ({
  role: [{ value: '', text: 'Any role' }, ...roles.map((role) => ({ value: role, text: roleTitles[role] }))],
  skill: [
    { value: '', text: 'No training needed' },
    ...known.skills.map(({ code, name }) => ({ value: code, text: name })),
  ],
});

/** What of a form's choices is on the lists; anything else asks nothing. */
export const readNeeds = (
  form: { needsRole?: string | undefined; needsSkill?: string | undefined },
  known: Pick<Skills, 'skills'>,
): Needs => ({
  needsRole: form.needsRole !== undefined && isRole(form.needsRole) ? form.needsRole : null,
  needsSkill: known.skills.find(({ code }) => code === form.needsSkill)?.code ?? null,
});

/**
 * Why a member of staff is not fit for what an action asks, as a sentence without a full stop; undefined when they are.
 * For whoever gives work (staff_holds() refuses others).
 */
export async function whyUnfit(
  tx: Tx,
  ask: Needs & { schemeId: number; staffId: number; on: Day },
): Promise<string | undefined> {
  if (ask.needsRole === null && ask.needsSkill === null) return undefined;
  const [known, found] = await Promise.all([
    listSkills(tx, ask.schemeId, ask.on),
    tx.maybe(sql<{ name: string; hasRole: boolean; holds: boolean }>`
      select s.name, ${ask.needsRole}::text is null or exists (select 1 from staff_role r where r.staff_id = s.id and r.scheme_id = ${ask.schemeId}
          and r.role = ${ask.needsRole} and r.from_date <= ${ask.on}::date and (r.to_date is null or r.to_date > ${ask.on}::date)) as "hasRole",
        case when ${ask.needsSkill}::text is null then true else staff_holds(s.id, ${ask.needsSkill}, ${ask.on}::date) end as holds
      from staff s where s.id = ${ask.staffId}`),
  ]);
  if (found === undefined) return 'There is no such member of staff';
  if (!found.hasRole)
    return `${found.name} does not have the role that this asks for: ${needsWords({ ...ask, needsSkill: null }, known)}`;
  return found.holds
    ? undefined
    : `${found.name} has no training in ${skillName(known, ask.needsSkill ?? '')} that holds on ${showDay(ask.on)}`;
}

/** Who gave an action to somebody without what it asks for, and why. */
export interface Override {
  by: number;
  why: string;
}

/** The fields of an action's form that go with what it asks for. */
export interface NeedsForm {
  needsRole?: string | undefined;
  needsSkill?: string | undefined;
  override?: string | undefined;
}
