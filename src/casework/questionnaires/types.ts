import type { Day } from '../../kernel/clock.ts';

export const stages = ['start', 'review', 'end'] as const;
export type Stage = (typeof stages)[number];
export const stageWords: Record<Stage, string> = {
  start: 'At the start',
  review: 'Review',
  end: 'At the end',
};

/** The scheme's rule `questionnaire`, one version of which each answer names. */
export interface Questionnaire {
  name: string;
  note: string;
  intro: string;
  /** At most twenty; a code keeps its meaning from version to version. */
  items: { code: string; name: string; text: string }[];
  /** From least to most; more is better. */
  scale: { value: number; name: string }[];
  reviewAfterDays: number;
}

export interface Answer {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  askedOn: Day;
  stage: Stage;
  ruleId: number;
  /** By the item's code; what was passed over is absent. */
  answers: Record<string, number>;
  refused: boolean;
  said: string | null;
  version: number;
}

export interface AnswerInput {
  askedOn: Day;
  stage: Stage;
  refused: boolean;
  answers: Record<string, number>;
  said: string | null;
  handling: 'partners' | 'statutory' | 'own';
}

/** As typed: the nth question's answer is in `answer-n`. */
export type AnswerForm = Record<string, string | undefined>;

/** What somebody said of themselves, each time they were asked. */
export interface Pictures {
  /** In the order asked. */
  answers: Answer[];
  /** The questions as they were put the last time; undefined where nobody has asked. */
  questionnaire: Questionnaire | undefined;
}
