import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Html, raw, render } from '../../html.ts';
import { normalise } from './parse-markup.ts';

type Fixture = { readonly name: string; readonly options: unknown; readonly html: string };

export type FixtureCheck = {
  /** GOV.UK's name of the component. */
  readonly name: string;
  /** Fixtures that use options we do not have, each with the reason. Everything else must match. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** How many fixtures match at least, so that coverage cannot fall. */
  readonly least: number;
};

const folder = join(
  dirname(fileURLToPath(import.meta.resolve('govuk-frontend/package.json'))),
  'dist/govuk/components',
);

const htmlKeys = new Set([
  'html',
  'titleHtml',
  'summaryHtml',
  'descriptionHtml',
  'start',
  'end',
  'navigationStart',
  'navigationEnd',
]);

/** GOV.UK takes markup as plain strings; ours takes Html alone, so the fixtures' markup is marked as trusted. */
function trusted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trusted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => {
      if (htmlKeys.has(key) && typeof inside === 'string') return [key, inside ? raw(inside) : undefined];
      return [key, trusted(inside)];
    }),
  );
}

/** Holds a component against the markup that GOV.UK says its options give. */
export function checkFixtures<Options>(check: FixtureCheck, draw: (options: Options) => Html): void {
  test(`${check.name} draws what GOV.UK's fixtures say`, (context) => {
    const file = join(folder, check.name, 'fixtures.json');
    const { fixtures } = JSON.parse(readFileSync(file, 'utf8')) as { fixtures: Fixture[] };
    let matched = 0;
    for (const fixture of fixtures) {
      if (check.unsupported?.[fixture.name]) continue;
      // The cast is what the test is for: the fixtures' options are ours where they are typed alike.
      const drawn = render(draw(trusted(fixture.options) as Options));
      assert.equal(normalise(drawn), normalise(fixture.html), `${check.name}: ${fixture.name}`);
      matched++;
    }
    for (const name of Object.keys(check.unsupported ?? {})) {
      assert.ok(
        fixtures.some((fixture) => fixture.name === name),
        `${check.name} has no fixture "${name}" any more`,
      );
    }
    context.diagnostic(`${check.name}: ${matched} of ${fixtures.length} fixtures`);
    assert.ok(matched >= check.least, `${check.name}: ${matched} fixtures match, fewer than ${check.least}`);
  });
}
