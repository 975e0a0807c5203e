import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../access/viewers.ts';
import type { Performer } from '../kernel/acts.ts';
import { type Database, sql } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { newKey } from '../kernel/ids.ts';
import { listAgencies, listBases } from '../scheme/directory.ts';
import { addCosts, costsExample } from './costs/setup.ts';
import { addAppraisals, appraisalExample } from './options/setup.ts';
import { addPost, fillPost } from './staffing/acts.ts';
import { setUpStructure } from './staffing/setup.ts';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Posts, cost lines and printed figures of an example, as a file. Money is whole pence. */
export const resourcesExample = Type.Object({
  /** Login of the demo person in whose name the example is entered. */
  enteredBy: Type.String(),
  posts: Type.Array(
    Type.Object({
      code: Type.String(),
      title: Type.String(),
      role: Type.String(),
      grade: textOrNull,
      agency: Type.String(),
      base: textOrNull,
      fteHundredths: Type.Integer(),
      fundedBy: textOrNull,
      source: textOrNull,
      fromDate: day,
      /** Login of whoever holds it; null: vacant. */
      holder: textOrNull,
      heldFrom: day,
    }),
  ),
  ...costsExample,
  appraisals: Type.Array(appraisalExample),
});

type ResourcesExample = Static<typeof resourcesExample>;

const exampleFile = new URL('../../examples/resources.json', import.meta.url);

/**
 * Enters the example's posts, who holds them, its costs and what the paper printed, through the acts. What is
 * there already (by code, or place and figure) stays as it is, so it may run at every start.
 *
 * @throws WaymarkError `wrong-setting` naming the place in examples/resources.json.
 */
export async function setUpResources(
  database: Database,
  performer: Performer,
  viewerOf: (login: string) => Promise<StaffViewer>,
  _now: Date,
): Promise<void> {
  const file: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
  if (!Value.Check(resourcesExample, file)) {
    const [problem] = Value.Errors(resourcesExample, file);
    throw new WaymarkError('wrong-setting', {
      text: `examples/resources.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const viewer = await viewerOf(file.enteredBy);
  await addPosts(database, performer, viewer, file);
  await setUpStructure(database, performer, viewerOf);
  await addCosts({ database, performer, viewer, viewerOf, file, unknownWord });
  await addAppraisals({ database, performer, viewer }, file.appraisals);
}

const unknownWord = (what: string, word: string): WaymarkError =>
  new WaymarkError('wrong-setting', { text: `examples/resources.json names the unknown ${what} ${word}.` });

async function addPosts(
  database: Database,
  performer: Performer,
  viewer: StaffViewer,
  file: ResourcesExample,
): Promise<void> {
  const { agencies, bases, staff, there } = await database.as(viewer, async (tx) => ({
    agencies: await listAgencies(tx),
    bases: await listBases(tx, viewer.schemeId),
    staff: await tx.many(sql<{ id: number; login: string }>`select id, login from staff`),
    there: await tx.many(sql<{ code: string }>`select code from post`),
  }));
  for (const post of file.posts) {
    if (there.some((row) => row.code === post.code)) continue;
    const agency = agencies.find((candidate) => candidate.code === post.agency);
    if (agency === undefined) throw unknownWord('agency', post.agency);
    const base = bases.find((candidate) => candidate.name === post.base);
    if (post.base !== null && base === undefined) throw unknownWord('base', post.base);
    const { id } = await performer.perform(
      viewer,
      addPost,
      {
        code: post.code,
        title: post.title,
        role: post.role,
        grade: post.grade,
        agencyId: agency.id,
        baseId: base?.id ?? null,
        fteHundredths: post.fteHundredths,
        fundedBy: post.fundedBy,
        source: post.source,
        example: true,
        fromDate: post.fromDate,
      },
      newKey(),
    );
    if (post.holder === null) continue;
    const holder = staff.find((person) => person.login === post.holder);
    if (holder === undefined) throw unknownWord('login', post.holder);
    await performer.perform(
      viewer,
      fillPost,
      {
        id,
        version: 1,
        staffId: holder.id,
        fteHundredths: post.fteHundredths,
        fromDate: post.heldFrom,
      },
      newKey(),
    );
  }
}
