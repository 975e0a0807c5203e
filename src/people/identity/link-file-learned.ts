import type { Learned, LinkResult, Model } from '../../linkage/index.ts';

/** With fewer links a level's share is a matter of a few people. */
const fewLinks = 100;

export function linksOf({ edges: { count, decision } }: LinkResult): number {
  let links = 0;
  for (let at = 0; at < count; at += 1) if (decision[at] === 2) links += 1;
  return links;
}

/** The trained model with what it was learned from. Comparisons whose shares are those it began with taught it nothing. */
export function withLearned(before: Model, result: LinkResult): Model {
  const { model } = result;
  const guessed = model.comparisons.filter(({ id, levels }) => {
    const own = before.comparisons.find((comparison) => comparison.id === id);
    return own !== undefined && levels.every(({ m }, k) => m === own.levels[k]?.m);
  });
  const learned: Learned = {
    records: result.clusters.length,
    pairs: result.pairsScored,
    links: linksOf(result),
    guessed: guessed.map(({ label }) => label),
  };
  return { ...model, learned };
}

/** Why a model’s weights should not be relied on, if they should not. */
export function tooFewPairs({ learned }: Model, saved: string | undefined): string[] {
  if (learned === undefined) return [];
  const { records, pairs, links, guessed } = learned;
  if (links >= fewLinks && guessed.length === 0) return [];
  const from = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of ${records} ${records === 1 ? 'record' : 'records'}, ${links} of them linked`;
  const what =
    guessed.length > 0
      ? `too few to measure anything of ${guessed.join(', ')}: those weights are first guesses`
      : 'so few that its weights are uncertain';
  const where = saved === undefined ? '' : ` Do not use ${saved} for other lists.`;
  return [`The model was learned from ${from}: ${what}. Have somebody look at the links.${where}`];
}
