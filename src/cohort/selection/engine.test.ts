import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { arpStatic, ogrs3 } from '../../statistics/index.ts';
import { ruleBites, singleChanges } from './counterfactual.ts';
import { findProblems } from './matrix-check.ts';
import { matrixChanges } from './matrix-difference.ts';
import { fieldOf, formOfMatrix, readMatrix, rearranged } from './matrix-form.ts';
import { matrixStates, matrixTransitions } from './matrix-types.ts';
import { score } from './measures.ts';
import { readNomination } from './nomination-rules.ts';
import { readOfficialScores } from './official.ts';
import { groupOfWeight } from './ogrs3.ts';
import { changesBetween, eventOf } from './rules.ts';
import type { FactorScore, Matrix, Measure, OffenceFact, PersonFacts } from './types.ts';
import { readWeights } from './weight-file.ts';
import { weightKey } from './weights.ts';

const today = '2026-11-02';
const scheme = JSON.parse(
  readFileSync(new URL('../../../examples/scheme.json', import.meta.url), 'utf8'),
) as { rules: { kind: string; body: unknown }[] };
const example = scheme.rules.find(({ kind }) => kind === 'matrix')?.body as Matrix;

const offence = (date: string, homeOfficeClass: string | null, outcomeOn = date): OffenceFact => ({
  date,
  outcomeOn,
  proven: true,
  capacity: 'convicted',
  homeOfficeClass,
  area: null,
});
const person = (offences: OffenceFact[], more: Partial<PersonFacts> = {}): PersonFacts => ({
  born: '1990-05-01',
  sex: 'male',
  offences,
  custody: [],
  ...more,
});
const counting = (measure: Measure): Matrix => ({
  name: 'One factor',
  line: 1,
  factors: [{ code: 'one', label: 'One', measure, months: 24, bands: [{ atLeast: 1, points: 1 }] }],
});
const foundBy = (facts: PersonFacts, measure: Measure, references = {}): FactorScore => {
  const [factor] = score(facts, counting(measure), today, references).factors;
  assert.ok(factor !== undefined);
  return factor;
};

const shared = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const coded = `${shared}reference/moj-offence-code-mapping-2025-10.csv`;
const reason = 'the shared data are not beside the project';

test('each published offence-group weight is a group of the formula, and its own', {
  skip: existsSync(coded) ? false : reason,
}, () => {
  const { file, faults } = readWeights(readFileSync(coded, 'utf8'), 'ogrs3');
  assert.deepEqual(faults, []);
  assert.equal(file.blank, 15);
  const without = file.rows.filter(({ weight }) => groupOfWeight(weight) === null);
  assert.deepEqual([...new Set(without.map(({ weight }) => weight))], [999]);
  assert.equal(without.length, 3);
});

const cases = `${shared}outcomes/ogrs3_reference_cases_300.csv`;
test('through facts of offences, OGRS3 is what the reference cases say', {
  skip: existsSync(cases) && existsSync(coded) ? false : reason,
}, () => {
  const groups = readWeights(readFileSync(coded, 'utf8'), 'ogrs3').file.rows;
  const codeOf = new Map(groups.map(({ code, weight }) => [groupOfWeight(weight), code]));
  const references = { ogrs3: new Map(groups.map(({ code, weight }) => [code, weight])) };
  // Of age at first sanction and at conviction as in the case, with the sanctions spread between.
  const facts = person(
    Array.from({ length: 13 }, (_, index) =>
      offence(`${2011 + Math.min(10, index)}-06-${10 + index}`, codeOf.get('burglary-domestic') ?? null),
    ),
    { born: '1990-05-01', custody: [{ kind: 'prison', from: '2021-07-01', to: '2024-07-01' }] },
  );
  const { twoYear } = {
    twoYear: 0,
    ...ogrs3({
      sex: 'male',
      previousSanctions: 12,
      ageAtConviction: 31,
      ageAtFirstSanction: 21,
      ageAtStartOfFollowUp: 34,
      offenceGroup: 'burglary-domestic',
    }),
  };
  assert.ok(Math.abs(twoYear - 0.644714376187492) < 1e-12);
  const found = foundBy(facts, 'ogrs3', references);
  assert.deepEqual([found.value, found.source], [64, 'indicative']);
});

test('through facts of offences, the All Reoffending Predictor counts the months at liberty without an offence', () => {
  const references = { ogrs3: new Map([[weightKey('046/00'), 0.6612]]) };
  const facts = person(
    [offence('2012-06-10', '046/00'), offence('2016-06-10', '046/00'), offence('2020-06-10', '046/00')],
    { born: '1990-05-01', custody: [{ kind: 'prison', from: '2020-07-01', to: '2024-07-01' }] },
  );
  const { twoYear } = arpStatic({
    sex: 'male',
    sanctions: 3,
    ageAtFirstSanction: 22,
    ageAtConviction: 30,
    ageAtStartOfFollowUp: 34,
    offenceFreeMonths: 28,
    offenceCategory: 'theft',
  });
  const found = foundBy(facts, 'arp', references);
  assert.deepEqual([found.value, found.source], [Math.round(twoYear * 100), 'indicative']);
  assert.equal(foundBy(facts, 'arp').value, null, 'without the table of codes there is none');
  const official = { instrument: 'ARP', percent: 7, needs: null, scoredOn: '2026-05-03', toolVersion: '1' };
  assert.equal(foundBy({ ...facts, official }, 'arp', references).value, 7);
});

test('an official score stands before the indicative one, with its date and version', () => {
  const official = {
    instrument: 'OGRS4/G',
    percent: 81,
    needs: 4,
    scoredOn: '2026-05-03',
    toolVersion: '4.2',
  };
  const found = foundBy(person([], { official }), 'ogrs3');
  assert.deepEqual([found.value, found.source], [81, 'OGRS4/G, version 4.2, of 2026-05-03']);
  assert.equal(foundBy(person([], { official }), 'needs').value, 4);
  assert.equal(foundBy(person([offence('2026-01-01', '046/00')]), 'official-score').value, null);
});

test('an offence code that a table does not know is kept and counted, and weighs nothing', () => {
  const references = { cambridge: new Map([[weightKey('028/01'), 365]]) };
  const found = foundBy(
    person([offence('2026-01-01', '28/1'), offence('2026-02-01', '999/99'), offence('2026-03-01', null)]),
    'harm',
    references,
  );
  assert.deepEqual([found.value, found.unknownCodes], [365, 2]);
  assert.equal(foundBy(person([offence('2026-01-01', '028/01')]), 'harm').value, null);
});

test('what the scheme itself does has no way into a score: facts have no place for it', () => {
  const alien = fc.dictionary(
    fc.constantFrom('breaches', 'tagAlerts', 'contacts', 'appointments', 'plan', 'health', 'enforcement'),
    fc.array(fc.anything(), { maxLength: 3 }),
  );
  const facts = person([offence('2026-01-01', '028/01'), offence('2026-05-01', '046/00')]);
  fc.assert(
    fc.property(alien, (extra) => {
      assert.deepEqual(score({ ...facts, ...extra }, example, today), score(facts, example, today));
    }),
  );
});

test('a single change that is named does move somebody over the line, and nothing nearer does', () => {
  const values = fc.integer({ min: -3, max: 25 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 6, maxLength: 6 }), (found) => {
      const factors = example.factors.map((factor, index): FactorScore => {
        const value = found[index] ?? 0;
        const band =
          factor.bands.findLast((one) => 'atLeast' in one && value >= one.atLeast) ??
          factor.bands.find((one) => 'atMost' in one && value <= one.atMost);
        return {
          code: factor.code,
          label: factor.label,
          measure: factor.measure,
          value,
          band: null,
          points: band?.points ?? 0,
          most: 0,
        };
      });
      const total = factors.reduce((sum, { points }) => sum + points, 0);
      for (const change of singleChanges(factors, example)) {
        assert.notEqual(change.total >= example.line, total >= example.line);
        assert.notEqual(change.measure, 'age-at-first');
        assert.ok(change.needed >= 0 || change.measure === 'escalation');
      }
    }),
  );
});

test('fewer proven offences than the rule asks end the standing whatever the points; a shorter window tells nothing', () => {
  const [factor] = example.factors.filter(({ measure }) => measure === 'proven-offences');
  assert.ok(factor !== undefined);
  const rule = { minimumProvenOffences: 5, withinMonths: 24 };
  const bites = (months: number, needed: number) =>
    ruleBites({ code: factor.code, needed }, { factors: [{ ...factor, months }] }, rule);
  assert.deepEqual([bites(24, 4), bites(24, 5), bites(36, 4), bites(12, 0)], [true, false, true, false]);
});

test('what a matrix would change is said of the line, of each factor by its code, and of nothing that stays', () => {
  assert.deepEqual(matrixChanges(example, { ...example, name: 'Another' }), []);
  const [first, second, ...rest] = example.factors;
  assert.ok(first !== undefined && second !== undefined);
  const other = { ...first, bands: [{ atLeast: 1, points: 5 }] };
  const added = { ...second, code: 'added', label: 'Added' };
  const changes = matrixChanges(example, { ...example, line: 50, factors: [other, ...rest, added] });
  assert.deepEqual(
    changes.map(({ what, was, will }) => [what, was === null, will === null]),
    [
      ['The line', false, false],
      [first.label, false, false],
      ['Added', true, false],
      [second.label, false, true],
    ],
  );
  assert.match(changes[1]?.will ?? '', /1 or more: 5$/);
});

test('the log says who entered, crossed and left, and why', () => {
  const one = (points: number, value = points): FactorScore => ({
    code: 'a',
    label: 'A',
    measure: 'proven-offences',
    value,
    band: null,
    points,
    most: 50,
  });
  const is = (total: number, state: 'listed' | 'gone' = 'listed', value = total) => ({
    state,
    total,
    lineWas: 45,
    factors: [one(total, value)],
    via: 'score' as const,
    eligible: state !== 'gone',
  });
  assert.equal(eventOf(undefined, is(10), 45)?.what, 'entered');
  assert.equal(eventOf(is(10), is(10), 45), undefined);
  assert.deepEqual(eventOf(is(40), is(50), 45), {
    what: 'reached',
    reason: 'factors',
    changes: [{ code: 'a', label: 'A', was: 40, is: 50 }],
  });
  assert.equal(eventOf(is(50, 'listed', 7), is(40, 'listed', 7), 45)?.reason, 'matrix');
  // The line moved, the points did not: who crosses by it is in the log.
  assert.deepEqual(eventOf(is(40), is(40), 30), { what: 'reached', reason: 'line', changes: [] });
  assert.deepEqual(eventOf(is(50), is(50), 60), { what: 'fell-below', reason: 'line', changes: [] });
  // They would have crossed by their points alone.
  assert.equal(eventOf(is(40), is(50), 50)?.reason, 'factors');
  assert.equal(eventOf(is(50), is(50, 'gone'), 45)?.reason, 'no-longer-eligible');
  assert.deepEqual(changesBetween([one(3)], []), [{ code: 'a', label: 'A', was: 3, is: 0 }]);
});

test('the editor reads what it writes, and says where a band cannot be read', () => {
  const form = formOfMatrix(example);
  const { matrix, problems } = readMatrix(form);
  assert.deepEqual(problems, []);
  assert.deepEqual(matrix.factors, example.factors);
  const broken = readMatrix({
    ...form,
    line: 'many',
    bands: ['4 or more = 10\nsome', ...form.bands.slice(1)],
  });
  assert.deepEqual(
    broken.problems.map(fieldOf).map(({ field }) => field),
    ['bands-0', 'line'],
  );
});

test('factors are added, removed and put in another order without a script', () => {
  const form = formOfMatrix(example);
  const labels = form.label;
  assert.deepEqual(rearranged(form, 'up:1')?.label.slice(0, 2), [labels[1], labels[0]]);
  assert.deepEqual(rearranged(form, 'down:0')?.code.slice(0, 2), [form.code[1], form.code[0]]);
  assert.equal(rearranged(form, 'remove:2')?.bands.length, labels.length - 1);
  assert.equal(rearranged(form, 'add')?.label.length, labels.length + 1);
  for (const button of ['up:0', `down:${labels.length - 1}`, 'save', 'remove:99', 'remove:x'])
    assert.equal(rearranged(form, button), undefined);
});

test('a matrix with an overlap, a mixture, an unknown class or a line out of reach is refused with the place', () => {
  const [first] = example.factors;
  assert.ok(first !== undefined);
  const places = (matrix: Matrix): string[] => findProblems(matrix).map(({ place }) => place);
  assert.deepEqual(places(example), []);
  const withBands = (bands: typeof first.bands): Matrix => ({
    ...example,
    line: 1,
    factors: [{ ...first, bands }],
  });
  assert.deepEqual(
    places(
      withBands([
        { atLeast: 4, points: 1 },
        { atLeast: 4, points: 2 },
      ]),
    ),
    ['factors.0.bands.1'],
  );
  assert.deepEqual(
    places(
      withBands([
        { atLeast: 4, points: 1 },
        { atMost: 2, points: 2 },
      ]),
    ),
    ['factors.0.bands'],
  );
  assert.deepEqual(places({ ...example, neighbourhoodClasses: ['028', 'theft'] }), ['neighbourhoodClasses']);
  assert.deepEqual(places({ ...example, line: 5_000 }), ['line']);
});

test('nothing leads from a draft to force but through submission and approval', () => {
  const into = matrixStates.filter((state) => Object.values(matrixTransitions[state]).includes('live'));
  assert.deepEqual(into, ['approved']);
  assert.deepEqual(
    matrixStates.filter((state) => Object.values(matrixTransitions[state]).includes('approved')),
    ['submitted'],
  );
});

test('tables of the Cambridge and ONS layouts are read, and a bad line is named', () => {
  const cambridge = readWeights(
    'Offence,Home Office Code,CCHI (days)\nExample burglary,28/1,365\nExample shoplifting,046/00,"1"\nExample again,28/1,300\n',
    'cambridge',
  );
  assert.deepEqual(cambridge.faults, []);
  assert.deepEqual(
    cambridge.file.rows.map(({ code, weight }) => [code, weight]),
    [
      ['28/1', 300],
      ['46/0', 1],
    ],
  );
  assert.equal(cambridge.file.repeated, 1);
  assert.deepEqual(
    readWeights('Offence code,Offence description,Weight\n034/01,Example robbery,"1,746"\n', 'ons').file.rows,
    [{ code: '34/1', label: 'Example robbery', weight: 1746 }],
  );
  assert.deepEqual(
    readWeights('Offence code,Weight\nx,1\n046/00,much\n', 'ons').faults.map(({ line }) => line),
    [2, 3],
  );
  assert.equal(readWeights('a,b\n1,2\n', 'ons').faults.length, 2);
});

test('a file of official scores says which line is wrong', () => {
  const head = 'identifier,instrument,percent,needs,scored_on,tool_version\n';
  assert.equal(readOfficialScores(`${head}X123456,OGRS4/G,55,,2026-05-01,4.2\n`, today).faults.length, 0);
  assert.deepEqual(
    readOfficialScores(
      `${head}X123456,OGRS4/G,155,,2026-05-01,4.2\n,OGRS4/G,5,,2027-05-01,4.2\n`,
      today,
    ).faults.map(({ line }) => line),
    [2, 3, 3],
  );
});

test('a self-referral needs consent with its day; an agency’s nomination keeps none', () => {
  const form = {
    kind: 'self',
    given: 'A',
    family: 'B',
    born: '1990-01-01',
    why: 'w',
    evidence: 'e',
    hoped: 'h',
  };
  assert.deepEqual(
    readNomination(form, today).errors.map(({ field }) => field),
    ['consent', 'consentOn'],
  );
  const agreed = readNomination({ ...form, consent: 'paper', consentOn: '2026-10-01' }, today);
  assert.equal(agreed.input?.consent, 'paper');
  const agency = readNomination(
    { ...form, kind: 'agency', consent: 'paper', consentOn: '2026-10-01' },
    today,
  );
  assert.deepEqual([agency.input?.consent, agency.input?.consentOn], [null, null]);
});
