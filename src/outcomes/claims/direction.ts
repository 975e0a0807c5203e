import { claimFinding } from '../../web/components/index.ts';
import { ClaimFigure } from './figure.ts';

/** Which way a text says that offending went; `both` where it cannot be told apart. */
type Said = 'lower' | 'higher' | 'both';

const upwards =
  /\b(?:rose|risen|ris(?:e|es|ing)|increas\w+|higher|(?<!no )more(?! than)|doubled|went up|gone up|goes up|raised|raises|worse\w*|greater|twice)\b/i;
const downwards =
  /\b(?:fell|fallen|falls?|drop\w*|declin\w+|decreas\w+|lower\w*|fewer|less|halv\w*|half|reduc\w+|cuts?|cutting|down|prevent\w*|stop\w*|avert\w*|slash\w*|curb\w*|tackl\w+|deter\w*|avoid\w*|put an end|no longer|improve\w*|effective\w*|success\w*|works?|worked|working|proven|proved|turned)\b/i;

const numbers = /from (\d[\d.,]*)[^.;!?]*? to (\d[\d.,]*)/i;

/** A phrase that speaks of success and of neither way speaks of a fall: that is what schemes are for. */
function saidDirection(phrase: string): Said {
  const values = numbers.exec(phrase);
  if (values !== null) {
    const [from, to] = [values[1], values[2]].map((value) => Number((value ?? '').replaceAll(',', '')));
    if (from !== undefined && to !== undefined && from !== to) return to < from ? 'lower' : 'higher';
  }
  const isUp = upwards.test(phrase);
  // "A greater reduction" is a fall: the word beside it only says how much.
  if (isUp && downwards.test(phrase))
    return /\b(?:greater|more|increas\w+|raised?)\s+(?:\w+\s+)?(?:reduc\w+|fall\w*|drop\w*|cuts?|prevent\w*)/i.test(
      phrase,
    )
      ? 'lower'
      : 'both';
  return isUp ? 'higher' : 'lower';
}

/** Why the figure does not bear out which way the phrase points; null where it does. */
export function directionFault(figure: ClaimFigure, phrase: string): string | null {
  const words = ClaimFigure.open(figure);
  const found = claimFinding(words);
  if (found === 'none') return 'compares nothing';
  if (found === 'open')
    return words.interval === null
      ? 'has no interval, and cannot tell whether offending was lower or higher'
      : 'cannot tell whether offending was lower or higher: its interval includes no difference';
  const said = saidDirection(phrase);
  if (said === 'both') return `says that offending was ${found}; the text says lower and higher at once`;
  return said === found ? null : `says that offending was ${found}, and the text says ${said}`;
}
