import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { recordEarlierDecision } from './acts.ts';
import { publishDecision } from './publish-acts.ts';
import { askPublication } from './second-acts.ts';
import { listAgreementNames } from './store.ts';
import { type Answer, answers, type Verdict, verdicts } from './types.ts';

const text = Type.String();
const maybe = Type.Union([text, Type.Null()]);
const day = Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()]);

const paper = Type.Object({
  number: text,
  form: text,
  office: maybe,
  title: text,
  originator: text,
  sections: Type.Record(text, Type.Object({ text })),
  checklist: Type.Record(text, Type.Unsafe<Answer>(Type.String({ enum: [...answers] }))),
  publication: Type.Unsafe<'yes' | 'no' | 'not-stated'>(Type.String({ enum: ['yes', 'no', 'not-stated'] })),
  publicationReason: maybe,
  outcome: text,
  state: Type.Unsafe<'approved' | 'amended' | 'refused' | 'referred'>(
    Type.String({ enum: ['approved', 'amended', 'refused', 'referred'] }),
  ),
  decidedOn: day,
  decidedNote: maybe,
  decidedAs: text,
  takesEffectOn: day,
  effectNote: maybe,
  overlap: maybe,
  /** Reference of an agreement in the register. */
  agreement: Type.Optional(text),
  certificates: Type.Array(
    Type.Object({
      kind: text,
      options: Type.Array(text),
      signedAs: text,
      signedOn: day,
      note: Type.Optional(text),
    }),
  ),
  verdicts: Type.Array(
    Type.Object({
      verdict: Type.Unsafe<Verdict>(Type.String({ enum: [...verdicts] })),
      signedAs: text,
      signedOn: day,
      note: maybe,
    }),
  ),
  source: text,
});

const file = new URL('../../../examples/decisions.json', import.meta.url);

/**
 * Enters the example's four papers, which a second person publishes, as they stand, with their people named by office only. What is in the
 * register already, by number, stays as it is.
 *
 * @throws WaymarkError `wrong-setting` naming the place in examples/decisions.json.
 */
export async function setUpDecisions(
  database: Database,
  performer: Performer,
  viewer: StaffViewer,
  second: StaffViewer,
): Promise<void> {
  const papers: unknown = JSON.parse(await readFile(file, 'utf8'));
  const schema = Type.Array(paper);
  if (!Value.Check(schema, papers)) {
    const [problem] = Value.Errors(schema, papers);
    throw new WaymarkError('wrong-setting', {
      text: `examples/decisions.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const { there, agreements } = await database.as(viewer, async (tx) => ({
    there: await tx.many(sql<{ number: string }>`select number from decision_notice`),
    agreements: await listAgreementNames(tx),
  }));
  for (const { overlap, agreement, ...entered } of papers) {
    if (there.some(({ number }) => number === entered.number)) continue;
    const { id } = await performer.perform(
      viewer,
      recordEarlierDecision,
      {
        ...entered,
        agencyId: viewer.agencyId,
        agreementId: agreements.find(({ reference }) => reference === agreement)?.id ?? null,
        supersedesId: null,
        overlapNote: overlap,
        certificates: entered.certificates.map((one) => ({ ...one, note: one.note ?? null })),
        example: true,
      },
      newKey(),
    );
    await performer.perform(viewer, askPublication, { id, version: 1 }, newKey());
    await performer.perform(second, publishDecision, { id, version: 1 }, newKey());
  }
}
