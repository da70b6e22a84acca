// Walking selection sets: `ctx.info`, the fields a mutation hands to its subscribers, the fields an error may show.
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';
import type { FieldInfo } from '../runtime/unit.js';

/** What walking a selection takes: one for each operation. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced: @skip and @include read them. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Whether @skip / @include leave a selection in. */
function isIncluded(
  node: { readonly directives?: readonly DirectiveNode[] | undefined },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  for (const directive of node.directives ?? []) {
    const condition = directive.arguments?.[0]?.value;
    if (!condition) continue;
    const holds =
      condition.kind === Kind.VARIABLE
        ? variables[condition.name.value] === true
        : condition.kind === Kind.BOOLEAN && condition.value;
    if (directive.name.value === 'skip' && holds) return false;
    if (directive.name.value === 'include' && !holds) return false;
  }
  return true;
}

/**
 * Calls `visit` for each field that a selection set asks of a value of `type`, fragments opened, in order. `type`
 * undefined takes every fragment.
 */
export function eachField(
  selectionSet: SelectionSetNode,
  context: SelectionContext,
  typeName: string | undefined,
  visit: (field: FieldNode) => void,
): void {
  for (const selection of selectionSet.selections) {
    if (!isIncluded(selection, context.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      visit(selection);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments[selection.name.value];
    if (!fragment) continue;
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || typeName === undefined || appliesTo(context.schema, condition, typeName)) {
      eachField(fragment.selectionSet, context, typeName, visit);
    }
  }
}

function appliesTo(schema: GraphQLSchema, condition: string, typeName: string): boolean {
  if (condition === typeName) return true;
  const [wanted, actual] = [schema.getType(condition), schema.getType(typeName)];
  return isAbstractType(wanted) && isObjectType(actual) && schema.isSubType(wanted, actual);
}

/** The response keys below a field: what util.error's data may show. Undefined for leaf fields. */
export function selectedNames(info: GraphQLResolveInfo): Set<string> | undefined {
  const names = new Set<string>();
  let composite = false;
  for (const node of info.fieldNodes) {
    if (!node.selectionSet) continue;
    composite = true;
    eachField(
      node.selectionSet,
      { schema: info.schema, fragments: info.fragments, variables: info.variableValues },
      undefined,
      (field) => {
        names.add(field.name.value);
      },
    );
  }
  return composite ? names : undefined;
}

/** `ctx.info` of a field (resolver-context-reference-js.md, "Info"). */
export function fieldInfo(info: GraphQLResolveInfo, variables: Readonly<Record<string, unknown>>): FieldInfo {
  const list: string[] = [];
  const context = { schema: info.schema, fragments: info.fragments, variables: info.variableValues };
  const walk = (node: FieldNode, typeName: string | undefined, prefix: string): void => {
    if (!node.selectionSet) return;
    eachField(node.selectionSet, context, typeName, (field) => {
      // "Fields that are aliased are referenced only by the alias name."
      const path = prefix + (field.alias ?? field.name).value;
      list.push(path);
      const parent =
        typeName === undefined ? undefined : (info.schema.getType(typeName) as GraphQLObjectType | undefined);
      const type =
        parent && isCompositeType(parent) && 'getFields' in parent
          ? parent.getFields()[field.name.value]?.type
          : undefined;
      walk(field, type ? getNamedType(type).name : undefined, `${path}/`);
    });
  };
  const typeName = getNamedType(info.returnType).name;
  for (const node of info.fieldNodes) walk(node, typeName, '');
  return {
    fieldName: info.fieldName,
    parentTypeName: info.parentType.name,
    variables,
    selectionSetList: [...new Set(list)],
    selectionSetGraphQL: info.fieldNodes.map((node) => (node.selectionSet ? print(node.selectionSet) : '')).join('\n'),
  };
}
