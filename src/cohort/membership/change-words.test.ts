import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeFormTitle, changeTitle, changeWhy } from './change-words.ts';
import { type ChangeKind, changes, changeWords, kindOfChange, rags } from './types.ts';

test('a change of membership is said in words: no code, no ISO date', () => {
  const why = 'An order or licence began or ended';
  const ended = { what: 'statutory', was: 'statutory', became: 'voluntary', why } as const;
  assert.equal(changeTitle(ended), 'Now voluntary (was statutory)');
  assert.equal(changeWhy(ended), 'An order or licence ended');
  assert.equal(changeWhy({ ...ended, became: 'dual' }), 'An order or licence began');
  assert.equal(changeWhy({ ...ended, why: 'Court said so' }), 'Court said so');
  const title = (what: 'review' | 'rag' | 'tier' | 'state', was: string | null, became: string) =>
    changeTitle({ what, was, became });
  assert.equal(title('review', null, '2027-02-03'), 'Next review: 3 February 2027');
  assert.equal(
    title('review', '2026-12-01', '2027-02-03'),
    'Next review: 3 February 2027 (was 1 December 2026)',
  );
  const held = { what: 'review', was: '2026-12-01', became: '2027-02-03', heldOn: '2026-11-02' } as const;
  assert.equal(changeTitle(held), 'Review held on 2 November 2026');
  assert.equal(changeWhy({ ...held, why: 'Steady' }), 'Steady. Next review: 3 February 2027');
  assert.equal(changeWhy({ ...held, why: 'Is it?' }), 'Is it? Next review: 3 February 2027');
  assert.equal(title('rag', 'none', 'red'), 'RAG: Red');
  assert.equal(title('rag', 'red', 'amber'), 'RAG: Amber (was Red)');
  assert.equal(title('tier', null, 'tier-1'), 'Tier: Tier 1');
  assert.equal(title('state', 'member', 'suspended'), 'Status: Suspended (was On the scheme)');
});

test('every kind of change has words for what became of it, and every form a title of its own', () => {
  const becomes: Record<ChangeKind, string> = {
    rag: 'red',
    tier: 'tier-1',
    review: '2027-02-03',
    state: 'de-selected',
    strand: 'fixed',
    base: 'norwich',
    statutory: 'dual',
    transition: 'planned',
    owner: 'team',
  };
  const kinds = Object.keys(changeWords) as ChangeKind[];
  for (const what of kinds) {
    const title = changeTitle({ what, was: null, became: becomes[what] });
    // The case is the team's: the code is the field's own word.
    if (what !== 'owner') assert.ok(!title.includes(becomes[what]), title);
    assert.match(title, what === 'statutory' ? /^Now / : new RegExp(`^${changeWords[what]}: [A-Z0-9]`));
  }
  for (const rag of rags) assert.match(changeTitle({ what: 'rag', was: null, became: rag }), /^RAG: [A-Z]/);
  assert.equal(
    new Set(changes.map((what) => changeFormTitle(what, { state: 'member' }))).size,
    changes.length,
  );
  assert.equal(changeFormTitle('state', { state: 'suspended' }), 'Resume the membership');
  for (const what of changes) assert.ok(kinds.includes(kindOfChange(what)));
});
