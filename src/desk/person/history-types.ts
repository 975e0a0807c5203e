/** Codes of a column that only the scheme's rules have names for: by column, then code. */
export type RuleNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Codes = Readonly<Record<string, string>>;

export interface KeptColumn {
  label: string;
  /** What the column's codes mean. */
  codes?: Codes;
  /** The scheme's rules name its codes. */
  ruled?: true;
}

/** A table whose earlier states are kept, in words. */
export interface KeptTable {
  name: string;
  columns: Readonly<Record<string, KeptColumn>>;
}

export const state = (codes: Codes): KeptColumn => ({ label: 'State', codes });
