import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { oneOf } from '../../web/schemas.ts';
import { enterStatement, openAppraisal, weighOptions, writeOption } from './acts.ts';
import { figureKinds, optionStates } from './types.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** An appraisal of an example, as a file has it. Money is whole pence, other figures are in hundredths. */
export const appraisalExample = Type.Object({
  code: Type.String(),
  title: Type.String(),
  question: Type.String(),
  source: textOrNull,
  exampleNote: textOrNull,
  options: Type.Array(
    Type.Object({
      title: Type.String(),
      structure: Type.String(),
      risks: textOrNull,
      fit: textOrNull,
      state: oneOf(optionStates),
      reason: textOrNull,
      figures: Type.Array(
        Type.Object({
          what: oneOf(figureKinds),
          about: Type.String(),
          value: Type.Union([Type.Integer(), Type.Null()]),
          printed: textOrNull,
          legible: Type.Boolean(),
        }),
      ),
      /** In the order of the criteria. */
      scores: Type.Array(Type.Integer({ minimum: 0, maximum: 10 })),
    }),
  ),
  criteria: Type.Array(
    Type.Object({ name: Type.String(), meaning: textOrNull, weight: Type.Integer({ minimum: 0 }) }),
  ),
  statements: Type.Array(
    Type.Object({
      place: Type.String(),
      text: Type.String(),
      peopleShare: Type.Integer(),
      crimesShare: Type.Integer(),
      shareStep: Type.Integer({ minimum: 1 }),
      leastEach: Type.Integer({ minimum: 1 }),
      everybody: Type.Boolean(),
    }),
  ),
});

type AppraisalExample = Type.Static<typeof appraisalExample>;

/** Enters the example's appraisals through the acts; one that is there (by code) stays as it is. */
export async function addAppraisals(
  entering: { database: Database; performer: Performer; viewer: StaffViewer },
  appraisals: readonly AppraisalExample[],
): Promise<void> {
  const { database, performer, viewer } = entering;
  const there = await database.as(viewer, (tx) =>
    tx.many(sql<{ code: string }>`select code from option_appraisal`),
  );
  for (const example of appraisals) {
    if (there.some(({ code }) => code === example.code)) continue;
    const { options, criteria, statements, ...appraisal } = example;
    const { id } = await performer.perform(viewer, openAppraisal, { ...appraisal, example: true }, newKey());
    const scores: { optionId: number; criterion: number; score: number }[] = [];
    for (const { scores: own, figures, ...option } of options) {
      const made = await performer.perform(
        viewer,
        writeOption,
        {
          ...option,
          appraisalId: id,
          id: null,
          version: 0,
          figures: figures.map((figure) => ({
            ...figure,
            value: figure.value === null ? null : String(figure.value),
          })),
        },
        newKey(),
      );
      scores.push(...own.map((score, criterion) => ({ optionId: made.id, criterion, score })));
    }
    await performer.perform(
      viewer,
      weighOptions,
      {
        id,
        version: 1,
        criteria: criteria.map((criterion) => ({ ...criterion, id: null, removed: false })),
        scores,
      },
      newKey(),
    );
    for (const statement of statements)
      await performer.perform(viewer, enterStatement, { ...statement, appraisalId: id }, newKey());
  }
}
