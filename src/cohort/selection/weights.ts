/** `030/01` is of class `030` and of subclass `030/01`; leading noughts do not matter. */
export function isOfClass(homeOfficeClass: string | null, classes: readonly string[]): boolean {
  if (homeOfficeClass === null) return false;
  const [whole, sub] = splitClass(homeOfficeClass);
  return classes.some((wanted) => {
    const [wantedWhole, wantedSub] = splitClass(wanted);
    return wantedWhole === whole && (wantedSub === undefined || wantedSub === sub);
  });
}

const splitClass = (text: string): [string, string | undefined] => {
  const [whole = '', sub] = text.trim().split(/[/.]/);
  return [whole.replace(/^0+(?=.)/, ''), sub];
};

const keys = new Map<string, string>();

/** How a table of weights writes a code: `028/01`, `28/1` and `28.01` are one; a class alone is its subclass 00. */
export function weightKey(code: string): string {
  let key = keys.get(code);
  if (key === undefined) {
    const [whole = '', sub = ''] = code.trim().split(/[/.]/);
    key = `${whole.replace(/^0+(?=.)/, '')}/${sub.replace(/^0+(?=.)/, '') || '0'}`;
    if (keys.size < 20_000) keys.set(code, key);
  }
  return key;
}
