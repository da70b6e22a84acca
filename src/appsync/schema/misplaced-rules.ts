// Authorization directives where AppSync does not look: on inputs, enums, unions, interfaces and their fields. Deployed
// schemas have them and AWS takes them; build.ts takes them out and says that they do nothing. Decides nothing about callers.
import { type ASTNode, type DefinitionNode, type DirectiveNode, Kind, visit } from 'graphql';
import { AUTH_DIRECTIVES } from './directives.js';

export interface MisplacedRule {
  readonly directive: DirectiveNode;
  /** `input CreatePost`, `interface Node.id`. */
  readonly where: string;
}

/** What a directive may stand on is in its declaration (directives.ts); an interface's field is none of an object's. */
function isMisplaced(directive: DirectiveNode, owner: ASTNode, definition: DefinitionNode): boolean {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return true;
  return owner === definition ? directive.name.value === 'aws_auth' : owner.kind !== Kind.FIELD_DEFINITION;
}

const nameOf = (node: ASTNode): string => ('name' in node && node.name !== undefined ? node.name.value : '');

function describe(owner: ASTNode, definition: DefinitionNode): string {
  const kind = definition.kind.replace(/(?:Object)?Type(?:Definition|Extension)$/, '').replace('Definition', '');
  const name = `${kind.toLowerCase() || 'type'} ${nameOf(definition)}`.trim();
  return owner === definition ? name : `${name}.${nameOf(owner)}`;
}

/** The definition without its misplaced rules, which go to `misplaced`. */
export function withoutMisplacedRules(definition: DefinitionNode, misplaced: MisplacedRule[]): DefinitionNode {
  return visit(definition, {
    Directive(directive, _key, _parent, _path, ancestors) {
      if (!AUTH_DIRECTIVES.has(directive.name.value)) return undefined;
      const owner = ancestors.at(-1) as ASTNode;
      if (!isMisplaced(directive, owner, definition)) return undefined;
      misplaced.push({ directive, where: describe(owner, definition) });
      return null;
    },
  });
}
