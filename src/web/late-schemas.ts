import ajvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';

type Validator = ((data: unknown) => unknown) & { errors?: unknown };

/**
 * Compiles the schema of an address when it is first asked for: some two thousand of them, compiled before the first
 * request, would take a second of each start.
 */
export const lateSchemas = (): BuildCompilerFromPool => {
  const build = ajvCompiler();
  return (shared, options) => {
    const compile = build(shared, options);
    return (definition) => {
      let validator: Validator | undefined;
      const late: Validator = (data) => {
        validator ??= compile(definition) as Validator;
        const answer = validator(data);
        late.errors = validator.errors;
        return answer;
      };
      return late as ReturnType<typeof compile>;
    };
  };
};
