import { plainText } from './plain-text.ts';

/** A stretch of a text that asserts an effect on offending. Places are of UTF-16 units, `end` not in it. */
export interface EffectClaim {
  start: number;
  end: number;
  phrase: string;
}

// Words of offending. "Proven reoffending" is a term of measurement and asserts nothing, so "proven" alone is no word
// of success; crime counts as offending because papers mean the same people by it.
const offending = String.raw`(?:re-?\s?offend\w*|re-?convict\w*|offending|offen[cs]es?|offen[cs]e rates?|crimes?(?: harm| rates?)?|criminality|harm|convictions?|arrests?|burglar(?:y|ies)|robber(?:y|ies)|thefts?|recidivism|victims?|victimi[sz]ation)`;
const fell = `(?:fell|fallen|falls|dropped|drops|declined|declines|decreased|decreases|halved?|reduced|went down|gone down|come down|came down|plummeted|plunged|tumbled|slumped|collapsed|crashed|shrank|shrunk|lessened|sank|more than halved|(?:is|are|was|were) (?:now )?(?:down|lower|fewer|less|reduced)|rose|risen|increased|went up|doubled)`;
const did = `(?:reduced|reduces|cut|cuts|lowered|lowers|halved|halves|prevented|prevents|stopped|stops|averted|decreased|decreases|slashed|curbed|curbs|tackled successfully|(?:brought|brings|driven|drove|drives) down|turned around|put an end to|deterred|avoided|diminished|eliminated|eradicated|stamped out|suppressed|curtailed|minimi[sz]ed)`;
const change = `(?:reductions?|falls?|drops?|decreases?|declines?|cuts?|fewer|less|lower(?:ing)?|improvements?|increases?|rises?|down)`;
const amount = String.raw`(?:(?:(?<![\d.,])\d[\d,.]{0,14}|\b(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?)\s*(?:%|per\s?cent\b|percentage points?\b|percent\b)|\b(?:halved|half|a third|two[- ]thirds|a quarter|three[- ]quarters|a fifth|one in (?:two|three|four|five|ten))\b)`;

// What a purpose, a wish, a title or a doubt is introduced by: nothing has been asserted then.
const hedges =
  /\b(?:cannot tell|can not tell|whether|not an estimate|no evidence|not (?:shown|proven|known|been shown)|does not (?:show|prove|mean)|unable to (?:say|show)|if it (?:were|was)|would need|to see if|hypothes[ie]s)\b/i;
const aimed =
  /\b(?:to|aims?|aimed at|aiming at|seeks?|intend\w*|hopes?|wish\w*|target(?:s|ed|ing)?|focus\w* on|towards?|pathways? (?:to|from)|could|may|might|should|would|must|designed (?:to|for)|expected to|plans? to|committed to|objective(?:s)? of|purpose of|strategy for)\s+(?:\w+ly\s+)?(?:help(?:ing)?(?:\s+\w+){0,3}?\s+(?:to\s+)?)?$/i;
// "Continues to cut", "helped them to reduce", "proud to help cut": done, and no aim.
const attained =
  /\b(?:continu\w{0,4}|manag(?:es?|ed|ing)|help(?:s|ed|ing)|succeed\w{0,3}|able|proud|beg[aiu]n|start(?:s|ed)|proved|proven|shown|found|known|said|seen|enabled|allowed|went on|came)\s+(?:\w+\s+){0,2}?to\s+(?:help\s+(?:\w+\s+){0,2}?)?(?:\w+ly\s+)?$/i;
const isHelping = /\bhelp(?:s|ed|ing)\s+(?:\w+\s+){0,2}?(?:\w+ly\s+)?$/i;
/** Where one thing has been said and another begins. */
const joints =
  /[,;:()–—\n]|\b(?:and|but|yet|although|though|because)\s+(?=(?:the|we|our|it|they|this|that|iom|members|he|she|his|her)\b)/gi;

interface Rule {
  pattern: RegExp;
  /** The verb may be one of purpose: "to cut reoffending" asserts nothing. */
  mayBeAim?: boolean;
}

// Between two words stands what is part of neither, so that there is one way alone to read a row of dashes.
const within = (words: number): string => String.raw`(?:[^\w’'\-.;!?]+[\w’'-]+){0,${words}}?[^\w.;!?]+`;
const make = (source: string): RegExp => new RegExp(source, 'giu');

// "The scheme works with probation" tells how; "is a successful way of engaging" tells of engagement.
const alone = String.raw`(?!\s+(?:with|alongside|across|closely|together|jointly|from|under|through|within|out of|towards?|in (?:partnership|co-?operation)|in \w+ with|to (?!reduce|cut|prevent|lower|stop)\w+|as)\b)`;
const notAsWay = String.raw`(?!\w|\s+(?:way|means|method|model|tool)s?\b|\s+(?:in|at|of|for) (?:engag\w+|reaching|referring|keeping|involving)\b)`;

const rules: readonly Rule[] = [
  // "almost a 58 % reduction in reoffending", "58% fewer offences", "reoffending is 30 per cent lower"
  {
    pattern: make(
      String.raw`${amount}${within(4)}(?:${change}|reduced|lower)\b${within(6)}?(?:\b${offending}\b)`,
    ),
    mayBeAim: true,
  },
  {
    pattern: make(
      String.raw`\b(?:${change}|reduced|lowered)\b(?:${within(7)}|\s)${offending}\b${within(6)}?(?:(?:by|of|to)\s+)?(?:about |almost |nearly |over |around |some |more than )?${amount}`,
    ),
    mayBeAim: true,
  },
  {
    pattern: make(
      String.raw`\b${change}\b${within(3)}?(?:of|by)\s+(?:about |almost |nearly |over |around |some |more than )?${amount}${within(4)}${offending}\b`,
    ),
  },
  // "the scheme has cut reoffending", "prevents crime"
  {
    pattern: make(
      String.raw`\b(?:${did}\b${within(6)}?|(?:raised|increased) )(?:the |their |its )?\b${offending}\b(?! (?:work|board|strategy|programme|post|team))`,
    ),
    mayBeAim: true,
  },
  {
    pattern: make(
      String.raw`\bwill\s+(?:reduce|cut|lower|halve|prevent|stop)\b${within(5)}?\b${offending}\b`,
    ),
  },
  // "managed to reduce reoffending", "helped them to cut their offending"
  {
    pattern: make(
      String.raw`\b(?:continu\w{0,4}|manag(?:es|ed|ing)|help(?:s|ed|ing)|succeed\w{0,3}|able|proud|went on|came)\b(?:\s+\w+){0,3}?\s+(?:to\s+)?(?:help\s+)?(?:\w+ly\s+)?(?:reduce|cut|lower|halve|prevent|stop|end|bring down)\b${within(5)}?\b${offending}\b`,
    ),
  },
  // "reoffending fell", "crime has halved"
  {
    pattern: make(
      String.raw`\b(?:re-?\s?offending|offending|re-?conviction\w*|offences|recidivism|crime harm|crimes? by [\w’' -]{1,40}|crime(?= (?:has|have) ))\b(?:[^\w’'\-.;!?]+[\w’'-]+){0,8}?\s+${fell}\b(?:\s+(?:by|to)\s+(?:about |almost |nearly |over |around |some |more than )?${amount})?`,
    ),
  },
  // "reoffending reduction: 58%", "crime is down 12%", "reoffending went from 60% to 25%", "rates are 58% lower"
  {
    pattern: make(
      String.raw`\b${offending}\b(?: rates?)?\s+(?:${change}|${fell})\b[^\w.;!?]{0,3}(?:(?:by|of|to)\s+)?(?:about |almost |nearly |over |around |some |more than )?${amount}`,
    ),
  },
  { pattern: make(String.raw`\b${offending}\b${within(6)}?from ${amount}${within(3)}?to ${amount}`) },
  {
    pattern: make(
      String.raw`\b${offending}\b(?: rates?)?\s+(?:is|are|was|were)\s+(?:about |almost |nearly |over |around |some |more than )?${amount}\s+(?:lower|higher|less|fewer|down|up)\b`,
    ),
  },
  // "proven scheme", "proven to reduce", "proven track record"
  {
    pattern: make(
      String.raw`\b(?:proven|proved|demonstrably|evidenced)[ -]+(?:(?:to be )?(?:effective|successful)|to work|success|to (?:reduce|cut|prevent|lower)|track record|(?:and \w+ )?(?:schemes?|approach(?:es)?|models?|programmes?|projects?|interventions?|methods?|services?))\b`,
    ),
  },
  // "effective in the reduction in crime harm", "success in reducing offending", "works to cut crime"
  {
    pattern: make(
      String.raw`\b(?:effective(?:ly|ness)?|success(?:es|ful|fully)?|succeed\w*|works?|impact|difference)\b(?:\s+(?:way|means|method|tool)s?)?(?:\s+(?:in|at|of|on|by|for))?(?:\s+the)?\s+(?:reduc\w+|cutting|preventing|lowering|stopping|bringing down|fall\w*|prevention)\b${within(5)}?\b${offending}\b`,
    ),
  },
  {
    pattern: make(
      String.raw`\b(?:successful(?:ly)?|effective(?:ly)?|positive|significant|real|huge|big)\s+(?:impact|effect|difference|reduc\w+|results?)\s+(?:in|on|to|of)\s+(?:\w+\s+){0,3}?${offending}\b`,
    ),
  },
  // "resulting in reduced crime", "led to a fall in offending", "benefits of a greater reduction in re-offending"
  {
    pattern: make(
      String.raw`\b(?:result(?:s|ed|ing)? in|led to|leads to|leading to|deliver(?:s|ed|ing)|achiev(?:es|ed|ing)|produc(?:es|ed|ing)|shows?|shown|showed|indicates?|seen|saw|demonstrat\w+|represents?|benefits? of|thanks to|due to|because of|contribut(?:ed|es) to)\b(?:[^\w’'%\-.;!?]+[\w’'%-]+){0,9}?[^\w.;!?]+(?:${change}|reduced|reducing|lower|fewer|prevention)\b${within(3)}?(?:\b|-)${offending}\b`,
    ),
    mayBeAim: true,
  },
  // "less likely to reoffend", "reoffend less"
  {
    pattern: make(
      String.raw`\b(?:less|more|(?<![\d.,])\d[\d,.]{0,14}\s*% less|half as|twice as) likely to (?:re-?\s?offend|commit|be re-?convicted|be arrested)\b`,
    ),
  },
  {
    pattern: make(
      String.raw`\b(?:(?:re-?\s?)?offend(?:s|ed|ing)?|commit(?:s|ted|ting)?(?: \w+)?) (?:far |much |many |${amount} )?(?:less|fewer)\b`,
    ),
  },
  // In plain words: "have stopped nicking cars", "is no longer burgling"
  {
    pattern: make(
      String.raw`\b(?:(?:have|has|had|they|lads|he|she|who) (?:now |all |since |mostly |largely )?(?:stopped|quit|given up|ceased|packed in)|no longer|gave up)(?: \w+)? (?:(?:re-?)?offend(?:ing)?|nick(?:ing)?|steal(?:ing)?|burgl\w+|robb?(?:ing)?|thiev\w+|shoplift\w*|breaking into|commit(?:ting)?|crime|twocking|mugging|dealing)\b(?:[^\w.;!?]+(?:cars?|houses?|homes?|shops?|crimes?|offences?|drugs))?`,
    ),
    mayBeAim: true,
  },
  // "no reoffending", "has worked", "turned their lives around"
  {
    pattern: make(
      String.raw`\b(?:the )?(?:scheme|programme|project|approach|IOM|TurnAround|180°?|model)(?:\s+[–—-]\s+\w+)?\s+(?:clearly |really )?(?:(?:works|is working|has worked)${alone}|(?:has been|is) (?:a )?success(?:ful)?${notAsWay}|is effective${notAsWay}|has been effective${notAsWay}|is proven|is proved|has proved itself|has been shown to (?:work|reduce))\b`,
    ),
  },
];

/** Nobody's sentence is longer; what is, is read in pieces that overlap. */
const longest = 2_000;
const overlap = 300;

/** Sentences with their places. A point inside a number ends none. */
function* sentencesOf(text: string): Generator<{ start: number; said: string }> {
  for (const { 0: said, index } of text.matchAll(/[^\n.!?;]+(?:\.(?=\S)[^\n.!?;]*)*(?:[.!?;]+|\n|$)/gu)) {
    for (let from = 0; from === 0 || from + overlap < said.length; from += longest - overlap)
      yield { start: index + from, said: said.slice(from, from + longest) };
  }
}

/** What is said in one breath with the words from `start` to `end`: a doubt elsewhere in the sentence is of other things. */
function clauseOf(said: string, start: number, end: number): string {
  let from = 0;
  let to = said.length;
  for (const { 0: joint, index } of said.matchAll(joints)) {
    if (index + joint.length <= start) from = index + joint.length;
    else if (index >= end) {
      to = index;
      break;
    }
  }
  return said.slice(from, to);
}

function isAim(before: string): boolean {
  return aimed.test(before) && !attained.test(before) && !isHelping.test(before);
}

/**
 * Finds in free text what asserts an effect on offending, so that the text links a claim or is printed as an
 * unsupported claim. Aims ("to reduce reoffending"), names of boards and strategies, doubts ("we cannot tell") and
 * plain counts of measurement are none. Read as its reader sees it: a broken line, an unseen character or a letter of
 * another alphabet hides nothing. Overlapping finds are one; in order of place. The time it takes grows with the text.
 */
export function effectClaims(text: string): readonly EffectClaim[] {
  const plain = plainText(text);
  const found: { start: number; end: number }[] = [];
  for (const { start, said } of sentencesOf(plain.text)) {
    for (const { pattern, mayBeAim } of rules) {
      for (const { 0: words, index } of said.matchAll(pattern)) {
        if (mayBeAim === true && isAim(said.slice(Math.max(0, index - 200), index))) continue;
        if (hedges.test(clauseOf(said, index, index + words.length))) continue;
        found.push({ start: start + index, end: start + index + words.length });
      }
    }
  }
  return merged(found).map(({ start, end }) => {
    const place = { start: plain.places[start] ?? 0, end: plain.places[end] ?? text.length };
    return { ...place, phrase: text.slice(place.start, place.end) };
  });
}

function merged(found: { start: number; end: number }[]): { start: number; end: number }[] {
  const whole: { start: number; end: number }[] = [];
  for (const one of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = whole.at(-1);
    if (last !== undefined && one.start < last.end) last.end = Math.max(last.end, one.end);
    else whole.push({ ...one });
  }
  return whole;
}
