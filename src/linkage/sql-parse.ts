/** The conditions of Splink's models, which are SQL expressions over `column_l` and `column_r`, as trees. */

export type Expression =
  | { readonly is: 'column'; readonly name: string; readonly side: 'l' | 'r' }
  | { readonly is: 'value'; readonly value: string | number | boolean | null }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] };

type Token = { readonly kind: 'word' | 'name' | 'number' | 'text' | 'mark'; readonly text: string };

const TOKEN =
  /\s+|(--[^\n]*)|"((?:[^"]|"")+)"|`([^`]+)`|'((?:[^']|'')*)'|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|<>|!=|==|\|\||::|[-+*/%=<>(),.[\]])/y;

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(sql);
    if (!found)
      throw new Error(`The SQL condition cannot be read from “${sql.slice(at, at + 20)}” on: ${sql}`);
    const [, , quoted, ticked, text, number, word, mark] = found;
    if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted.replaceAll('""', '"') });
    else if (ticked !== undefined) tokens.push({ kind: 'name', text: ticked });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

const call = (name: string, ...args: Expression[]): Expression => ({ is: 'call', name, args });

const COMPARISONS: Readonly<Record<string, string>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

class Parser {
  readonly #tokens: readonly Token[];
  readonly #sql: string;
  #at = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = tokensOf(sql);
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#at < this.#tokens.length) throw this.#wrong();
    return expression;
  }

  #wrong(): Error {
    const token = this.#tokens[this.#at];
    return new Error(
      `The SQL condition cannot be read at ${token ? `“${token.text}”` : 'its end'}: ${this.#sql}`,
    );
  }

  /** Takes a word or mark, if it is the next. */
  #takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    const found =
      token && (token.kind === 'word' || token.kind === 'mark') && token.text.toLowerCase() === text;
    if (found) this.#at += 1;
    return found === true;
  }

  #needs(text: string): void {
    if (!this.#takes(text)) throw this.#wrong();
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes('or')) left = call('or', left, this.#and());
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takes('and')) left = call('and', left, this.#not());
    return left;
  }

  #not(): Expression {
    return this.#takes('not') ? call('not', this.#not()) : this.#comparison();
  }

  #comparison(): Expression {
    const left = this.#sum();
    if (this.#takes('is')) {
      const negated = this.#takes('not');
      this.#needs('null');
      return negated ? call('not', call('is null', left)) : call('is null', left);
    }
    const negated = this.#takes('not');
    if (this.#takes('between')) {
      const low = this.#sum();
      this.#needs('and');
      const found = call('and', call('>=', left, low), call('<=', left, this.#sum()));
      return negated ? call('not', found) : found;
    }
    if (this.#takes('in')) {
      this.#needs('(');
      const found = call('in', left, ...this.#list());
      return negated ? call('not', found) : found;
    }
    if (negated) throw this.#wrong();
    for (const [mark, name] of Object.entries(COMPARISONS)) {
      if (this.#takes(mark)) return call(name, left, this.#sum());
    }
    return left;
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      if (this.#takes('+')) left = call('+', left, this.#product());
      else if (this.#takes('-')) left = call('-', left, this.#product());
      else if (this.#takes('||')) left = call('||', left, this.#product());
      else return left;
    }
  }

  #product(): Expression {
    let left = this.#cast();
    for (;;) {
      if (this.#takes('*')) left = call('*', left, this.#cast());
      else if (this.#takes('/')) left = call('/', left, this.#cast());
      else return left;
    }
  }

  #cast(): Expression {
    let inner = this.#primary();
    while (this.#takes('::')) inner = call('cast', inner, { is: 'value', value: this.#type() });
    return inner;
  }

  #type(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') throw this.#wrong();
    this.#at += 1;
    if (this.#takes('(')) this.#list();
    return token.text.toLowerCase();
  }

  /** Expressions up to a closing bracket. */
  #list(): Expression[] {
    const items: Expression[] = [];
    if (this.#takes(')')) return items;
    do items.push(this.#or());
    while (this.#takes(','));
    this.#needs(')');
    return items;
  }

  #primary(): Expression {
    if (this.#takes('(')) {
      const inner = this.#or();
      this.#needs(')');
      return inner;
    }
    if (this.#takes('-')) return call('-', { is: 'value', value: 0 }, this.#primary());
    if (this.#takes('case')) return this.#case();
    const token = this.#tokens[this.#at];
    if (!token || token.kind === 'mark') throw this.#wrong();
    this.#at += 1;
    if (token.kind === 'number') return { is: 'value', value: Number(token.text) };
    if (token.kind === 'text') return { is: 'value', value: token.text };
    const word = token.text.toLowerCase();
    if (token.kind === 'word') {
      if (word === 'null') return { is: 'value', value: null };
      if (word === 'true' || word === 'false') return { is: 'value', value: word === 'true' };
      if (this.#takes('('))
        return word === 'cast' || word === 'try_cast' ? this.#castCall() : call(word, ...this.#list());
    }
    return this.#column(token.text);
  }

  #castCall(): Expression {
    const inner = this.#or();
    this.#needs('as');
    const type = this.#type();
    this.#needs(')');
    return call('cast', inner, { is: 'value', value: type });
  }

  #case(): Expression {
    const args: Expression[] = [];
    while (this.#takes('when')) {
      args.push(this.#or());
      this.#needs('then');
      args.push(this.#or());
    }
    args.push(this.#takes('else') ? this.#or() : { is: 'value', value: null });
    this.#needs('end');
    return call('case', ...args);
  }

  /** `column_l`, or `l.column` as blocking rules have it. */
  #column(text: string): Expression {
    if ((text === 'l' || text === 'r') && this.#takes('.')) {
      const token = this.#tokens[this.#at];
      if (!token || (token.kind !== 'word' && token.kind !== 'name')) throw this.#wrong();
      this.#at += 1;
      return { is: 'column', name: token.text, side: text };
    }
    const found = /^(.+)_([lr])$/i.exec(text);
    if (!found) throw new Error(`“${text}” is no column of the left or right record: ${this.#sql}`);
    return { is: 'column', name: found[1]!, side: found[2]!.toLowerCase() === 'l' ? 'l' : 'r' };
  }
}

/** @throws Error when the text is not an expression that is understood. */
export function parseSql(sql: string): Expression {
  return new Parser(sql).whole();
}

/** The columns that an expression reads. */
export function columnsOfSql(expression: Expression): string[] {
  if (expression.is === 'column') return [expression.name];
  return expression.is === 'call' ? [...new Set(expression.args.flatMap(columnsOfSql))] : [];
}
