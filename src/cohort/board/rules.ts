/** Body of the rule `caseload`, as far as the size of the cohort goes. */
export interface CapacityRule {
  cohortExpected: number;
  /** How many more or fewer still count as expected. */
  cohortTolerance: number;
}

export interface Capacity extends CapacityRule {
  members: number;
  /** How many may still join before the cohort is larger than allowed; below nought when it is. */
  room: number;
  standing: 'below' | 'within' | 'above';
}

/** The cohort beside what it may be: 300, which may rise or fall by 10, is anything from 290 to 310. */
export function capacityOf(members: number, rule: CapacityRule): Capacity {
  const { cohortExpected, cohortTolerance } = rule;
  const standing =
    members < cohortExpected - cohortTolerance
      ? 'below'
      : members > cohortExpected + cohortTolerance
        ? 'above'
        : 'within';
  return {
    cohortExpected,
    cohortTolerance,
    members,
    room: cohortExpected + cohortTolerance - members,
    standing,
  };
}

/** How many of those who wait could be taken before the cohort is full, and how many wait beyond that. */
export const queueOf = (
  waiting: number,
  { room }: Pick<Capacity, 'room'>,
): { fit: number; beyond: number } => {
  const fit = Math.min(waiting, Math.max(0, room));
  return { fit, beyond: waiting - fit };
};

/** `317 is 7 more than the most that is expected, 310`. */
export function standingWords({ cohortExpected: expected, cohortTolerance: by, ...at }: Capacity): string {
  if (at.standing === 'above')
    return `${at.members} is ${at.members - expected - by} more than the most that is expected, ${expected + by}.`;
  if (at.standing === 'below')
    return `${at.members} is ${expected - by - at.members} fewer than the least that is expected, ${expected - by}; there is room for ${at.room} up to the most, ${expected + by}.`;
  return `${at.members} is within what is expected; there is room for ${at.room} up to the most, ${expected + by}.`;
}
