// The syntax tree of a template. parse.ts makes it, compile.ts reads it; it is never changed after parsing.

/** Where a construct begins in the template text. Both count from 1, as Velocity's messages do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Step =
  | { readonly kind: 'property'; readonly name: string; readonly at: Position }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[]; readonly at: Position }
  | { readonly kind: 'index'; readonly argument: Expression; readonly at: Position };

/** `$a.b(1)[2]`, `$!{a}`. */
export interface Reference {
  readonly kind: 'reference';
  readonly root: string;
  readonly steps: readonly Step[];
  /** `$!`: prints nothing when null. */
  readonly quiet: boolean;
  /** Printed when the value is null: the reference as it was written. */
  readonly literal: string;
  readonly at: Position;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '&&' | '||';

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly digits: string }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** A double-quoted string that holds references or directives. */
  | { readonly kind: 'interpolation'; readonly body: readonly Statement[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** The operands as written: Velocity concatenates these for null operands of `+`. */
      readonly leftText: string;
      readonly rightText: string;
    }
  | Reference;

export interface Branch {
  /** Undefined for `#else`. */
  readonly test: Expression | undefined;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  /** `backslashes`: how many stand before it (user guide, "Escaping valid VTL references"). */
  | { readonly kind: 'output'; readonly reference: Reference; readonly backslashes: number }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | {
      readonly kind: 'foreach';
      readonly variable: string;
      readonly source: Expression;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'stop' }
  /** AWS's own directive: aws-appsync-directives.md. */
  | { readonly kind: 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'define'; readonly name: string; readonly body: readonly Statement[] }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly block: readonly Statement[] | undefined;
      /** Printed when no such macro is defined. */
      readonly literal: string;
      readonly at: Position;
    };

export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly Statement[];
}

export interface Template {
  readonly body: readonly Statement[];
  readonly macros: ReadonlyMap<string, Macro>;
  /** Every variable it names, and every one it may set. */
  readonly names: ReadonlySet<string>;
  readonly assigned: ReadonlySet<string>;
}
