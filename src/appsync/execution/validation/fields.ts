// FieldUndefined, SubSelectionRequired, SubSelectionNotAllowed.
import { getNamedType, getNullableType, isCompositeType, isListType } from 'graphql';
import type { Rule } from './rule.js';

export const fieldsExist: Rule = (context) => ({
  Field(node): false | undefined {
    const parent = context.types.getParentType();
    if (!parent) return;
    // Without introspection the types that describe a schema have no fields (configuration-limits.md).
    const hidden = !context.introspection && parent.name.startsWith('__') && node.name.value !== '__typename';
    if (context.types.getFieldDef() && !hidden) return;
    context.report('FieldUndefined', `Field '${node.name.value}' in type '${parent.name}' is undefined`, [node]);
    // What is below an unknown field has no type either.
    return false;
  },
});

export const leavesHaveNoSelection: Rule = (context) => ({
  Field(node) {
    const type = context.types.getType();
    if (!type) return;
    const named = getNamedType(type);
    // The type is printed as null when the field is a list (an Android client's report of the service).
    const shown = isListType(getNullableType(type)) ? 'null' : named.name;
    if (isCompositeType(named) && !node.selectionSet) {
      context.report('SubSelectionRequired', `Sub selection required for type ${shown} of field ${node.name.value}`, [
        node,
      ]);
    } else if (!isCompositeType(named) && node.selectionSet) {
      context.report(
        'SubSelectionNotAllowed',
        `Sub selection not allowed on leaf type ${shown} of field ${node.name.value}`,
        [node],
      );
    }
  },
});
