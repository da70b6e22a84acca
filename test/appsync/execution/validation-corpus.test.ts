// A corpus of documents that are wrong, by rule, in graphql-java's words. Texts seen at AWS are those of decision 3 and of
// aws-appsync-community#273; variables of the wrong type are told with their field's path (amplify-swift's integration tests, "@
// 'getTeam1'"); the others follow from graphql-java's message templates.
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { RULES, validateDocument } from '../../../src/appsync/execution/validation/index.js';
import { buildSchema } from '../../../src/appsync/schema/build.js';

const file = 'test/fixtures/validation/schema.graphql';
const { schema } = buildSchema([{ text: readFileSync(file, 'utf8'), place: { file } }], { file });

type Row = readonly [document: string, ...messages: string[]];

const undefinedField = (name: string, type: string, at: string) =>
  `FieldUndefined: Field '${name}' in type '${type}' is undefined @ '${at}'`;
const string = (value: string) => `StringValue{value='${value}'}`;
const int = (value: number | string) => `IntValue{value=${value}}`;
const object = (...fields: readonly (readonly [string, string])[]) =>
  `ObjectValue{objectFields=[${fields.map(([name, value]) => `ObjectField{name='${name}', value=${value}}`).join(', ')}]}`;
const wrong = (argument: string, value: string, words: string, at: string) =>
  `WrongType: argument '${argument}' with value '${value}' ${words} @ '${at}'`;

const CORPUS: Readonly<Record<string, readonly Row[]>> = {
  FieldUndefined: [
    ['{ nope }', undefinedField('nope', 'Query', 'nope')],
    ['query Q { nope dog { id } }', undefinedField('nope', 'Query', 'nope')],
    ['{ x: nope }', undefinedField('nope', 'Query', 'nope')],
    ['{ dog { nope } }', undefinedField('nope', 'Dog', 'dog/nope')],
    ['{ d: dog { n: nope } }', undefinedField('nope', 'Dog', 'dog/nope')],
    ['{ pet(id: 1) { barks } }', undefinedField('barks', 'Pet', 'pet/barks')],
    ['{ pets { owner { nope } } }', undefinedField('nope', 'Owner', 'pets/owner/nope')],
    ['{ any { id } }', undefinedField('id', 'Anything', 'any/id')],
    ['{ any { ... on Dog { meows } } }', undefinedField('meows', 'Dog', 'any/meows')],
    ['{ dog { ...F } } fragment F on Dog { meows }', undefinedField('meows', 'Dog', 'F/meows')],
    ['{ nope { deeper { still } } }', undefinedField('nope', 'Query', 'nope')],
    ['{ one two }', undefinedField('one', 'Query', 'one'), undefinedField('two', 'Query', 'two')],
    ['mutation { pet(id: 1) { id } }', undefinedField('pet', 'Mutation', 'pet')],
    ['subscription { nope { id } }', undefinedField('nope', 'Subscription', 'nope')],
    ['{ dog { ... { nope } } }', undefinedField('nope', 'Dog', 'dog/nope')],
    ['{ dog { __schema { types { name } } } }', undefinedField('__schema', 'Dog', 'dog/__schema')],
    ['{ __type(name: "Dog") { nope } }', undefinedField('nope', '__Type', '__type/nope')],
  ],
  SubSelectionRequired: [
    ['{ dog }', "SubSelectionRequired: Sub selection required for type Dog of field dog @ 'dog'"],
    ['{ pet(id: 1) }', "SubSelectionRequired: Sub selection required for type Pet of field pet @ 'pet'"],
    ['{ any }', "SubSelectionRequired: Sub selection required for type Anything of field any @ 'any'"],
    ['{ pets }', "SubSelectionRequired: Sub selection required for type null of field pets @ 'pets'"],
    ['{ dog { owner } }', "SubSelectionRequired: Sub selection required for type Owner of field owner @ 'dog/owner'"],
    [
      '{ dog { owner { pets } } }',
      "SubSelectionRequired: Sub selection required for type null of field pets @ 'dog/owner/pets'",
    ],
    ['mutation { drop(id: 1) }', "SubSelectionRequired: Sub selection required for type Pet of field drop @ 'drop'"],
    ['subscription { added }', "SubSelectionRequired: Sub selection required for type Pet of field added @ 'added'"],
    [
      '{ dog { ...F } } fragment F on Dog { owner }',
      "SubSelectionRequired: Sub selection required for type Owner of field owner @ 'F/owner'",
    ],
  ],
  SubSelectionNotAllowed: [
    [
      '{ dog { id { x } } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type ID of field id @ 'dog/id'",
    ],
    ['{ count { x } }', "SubSelectionNotAllowed: Sub selection not allowed on leaf type Int of field count @ 'count'"],
    ['{ json { a } }', "SubSelectionNotAllowed: Sub selection not allowed on leaf type AWSJSON of field json @ 'json'"],
    [
      '{ pets { name { first } } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field name @ 'pets/name'",
    ],
    [
      '{ dog { __typename { x } } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field __typename @ 'dog/__typename'",
    ],
    [
      '{ box(in: {a: 1, b: ""}) { x } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field box @ 'box'",
    ],
  ],
  UnknownArgument: [
    ['{ dog(x: 1) { id } }', "UnknownArgument: Unknown field argument x @ 'dog'"],
    ['{ pet(id: 1, x: 2) { id } }', "UnknownArgument: Unknown field argument x @ 'pet'"],
    ['{ dog { size(units: CM) } }', "UnknownArgument: Unknown field argument units @ 'dog/size'"],
    [
      '{ dog { name(x: 1, y: 2) } }',
      "UnknownArgument: Unknown field argument x @ 'dog/name'",
      "UnknownArgument: Unknown field argument y @ 'dog/name'",
    ],
    ['{ dog @include(if: true, unless: false) { id } }', "UnknownArgument: Unknown directive argument unless @ 'dog'"],
    ['subscription { dropped(id: 1) { id } }', "UnknownArgument: Unknown field argument id @ 'dropped'"],
    ['mutation { drop(id: 1, really: true) { id } }', "UnknownArgument: Unknown field argument really @ 'drop'"],
    [
      '{ dog { ...F } } fragment F on Dog { friends(last: 1) { id } }',
      "UnknownArgument: Unknown field argument last @ 'F/friends'",
    ],
  ],
  DuplicateArgumentNames: [
    ['{ pet(id: 1, id: 2) { id } }', "DuplicateArgumentNames: There can be only one argument named 'id' @ 'pet'"],
    [
      '{ dog { friends(first: 1, first: 1) { id } } }',
      "DuplicateArgumentNames: There can be only one argument named 'first' @ 'dog/friends'",
    ],
    [
      '{ dog @include(if: true, if: true) { id } }',
      "DuplicateArgumentNames: There can be only one argument named 'if' @ 'dog'",
    ],
    [
      '{ count(of: 1, name: "a", of: 2, name: "b") }',
      "DuplicateArgumentNames: There can be only one argument named 'of' @ 'count'",
      "DuplicateArgumentNames: There can be only one argument named 'name' @ 'count'",
    ],
  ],
  UniqueObjectFieldName: [
    ['{ box(in: {a: 1, b: "x", a: 2}) }', "UniqueObjectFieldName: There can be only one field named 'a' @ 'box'"],
    [
      '{ pets(filter: {name: "a", age: {min: 1, min: 2}}) { id } }',
      "UniqueObjectFieldName: There can be only one field named 'min' @ 'pets'",
    ],
  ],
  MissingFieldArgument: [
    ['{ pet { id } }', "MissingFieldArgument: Missing field argument id @ 'pet'"],
    ['{ p: pet(kind: DOG) { id } }', "MissingFieldArgument: Missing field argument id @ 'pet'"],
    ['{ box }', "MissingFieldArgument: Missing field argument in @ 'box'"],
    ['mutation { add(dry: true) { id } }', "MissingFieldArgument: Missing field argument pet @ 'add'"],
    [
      'mutation { drop { id } add { id } }',
      "MissingFieldArgument: Missing field argument id @ 'drop'",
      "MissingFieldArgument: Missing field argument pet @ 'add'",
    ],
    ['{ __type { name } }', "MissingFieldArgument: Missing field argument name @ '__type'"],
  ],
  MissingDirectiveArgument: [
    ['{ dog @include { id } }', "MissingDirectiveArgument: Missing directive argument if @ 'dog'"],
    ['{ dog { id @skip } }', "MissingDirectiveArgument: Missing directive argument if @ 'dog/id'"],
    ['{ dog { ... @include { id } } }', "MissingDirectiveArgument: Missing directive argument if @ 'dog'"],
    [
      '{ dog { ...F @skip } } fragment F on Dog { id }',
      "MissingDirectiveArgument: Missing directive argument if @ 'dog'",
    ],
  ],
  WrongType: [
    ['{ count(of: "1") }', wrong('of', string('1'), "is not a valid 'Int'", 'count')],
    ['{ count(of: 1.5) }', wrong('of', 'FloatValue{value=1.5}', "is not a valid 'Int'", 'count')],
    ['{ count(of: true) }', wrong('of', 'BooleanValue{value=true}', "is not a valid 'Int'", 'count')],
    ['{ count(of: ONE) }', wrong('of', "EnumValue{name='ONE'}", "is not a valid 'Int'", 'count')],
    ['{ count(of: 2147483648) }', wrong('of', int(2147483648), "is not a valid 'Int'", 'count')],
    ['{ count(of: -2147483649) }', wrong('of', int(-2147483649), "is not a valid 'Int'", 'count')],
    ['{ count(of: [1]) }', wrong('of', `ArrayValue{values=[${int(1)}]}`, "is not a valid 'Int'", 'count')],
    ['{ count(of: {a: 1}) }', wrong('of', object(['a', int(1)]), "is not a valid 'Int'", 'count')],
    ['{ count(ratio: "0.5") }', wrong('ratio', string('0.5'), "is not a valid 'Float'", 'count')],
    ['{ count(ratio: false) }', wrong('ratio', 'BooleanValue{value=false}', "is not a valid 'Float'", 'count')],
    ['{ count(exact: 1) }', wrong('exact', int(1), "is not a valid 'Boolean'", 'count')],
    ['{ count(exact: "true") }', wrong('exact', string('true'), "is not a valid 'Boolean'", 'count')],
    ['{ count(name: 1) }', wrong('name', int(1), "is not a valid 'String'", 'count')],
    ['{ count(name: DOG) }', wrong('name', "EnumValue{name='DOG'}", "is not a valid 'String'", 'count')],
    ['{ pet(id: 1.5) { id } }', wrong('id', 'FloatValue{value=1.5}', "is not a valid 'ID'", 'pet')],
    ['{ pet(id: true) { id } }', wrong('id', 'BooleanValue{value=true}', "is not a valid 'ID'", 'pet')],
    ['{ pet(id: null) { id } }', wrong('id', 'NullValue{}', 'must not be null', 'pet')],
    ['{ pet(id: 1, kind: BIRD) { id } }', wrong('kind', "EnumValue{name='BIRD'}", "is not a valid 'Kind'", 'pet')],
    ['{ pet(id: 1, kind: "DOG") { id } }', wrong('kind', string('DOG'), "is not a valid 'Kind'", 'pet')],
    ['{ pet(id: 1, kind: dog) { id } }', wrong('kind', "EnumValue{name='dog'}", "is not a valid 'Kind'", 'pet')],
    ['{ pets(tags: ["a", null]) { id } }', wrong('tags[1]', 'NullValue{}', 'must not be null', 'pets')],
    ['{ pets(tags: ["a", 2]) { id } }', wrong('tags[1]', int(2), "is not a valid 'String'", 'pets')],
    ['{ pets(tags: 7) { id } }', wrong('tags', int(7), "is not a valid 'String'", 'pets')],
    ['{ pets(flags: [true, "no"]) { id } }', wrong('flags[1]', string('no'), "is not a valid 'Boolean'", 'pets')],
    ['{ pets(matrix: [[1, 2], [3, "4"]]) { id } }', wrong('matrix[1][1]', string('4'), "is not a valid 'Int'", 'pets')],
    ['{ pets(matrix: [null]) { id } }', wrong('matrix[0]', 'NullValue{}', 'must not be null', 'pets')],
    ['{ pets(filter: "x") { id } }', wrong('filter', string('x'), 'must be an object type', 'pets')],
    [
      '{ pets(filter: [1]) { id } }',
      wrong('filter', `ArrayValue{values=[${int(1)}]}`, 'must be an object type', 'pets'),
    ],
    [
      '{ pets(filter: {}) { id } }',
      wrong('filter', 'ObjectValue{objectFields=[]}', "is missing required fields '[name]'", 'pets'),
    ],
    ['{ pets(filter: {name: null}) { id } }', wrong('filter.name', 'NullValue{}', 'must not be null', 'pets')],
    ['{ pets(filter: {name: 1}) { id } }', wrong('filter.name', int(1), "is not a valid 'String'", 'pets')],
    [
      '{ pets(filter: {name: "a", color: "red"}) { id } }',
      wrong(
        'filter',
        object(['name', string('a')], ['color', string('red')]),
        "contains a field not in 'Filter': 'color'",
        'pets',
      ),
    ],
    ['{ pets(filter: {name: "a", kind: 1}) { id } }', wrong('filter.kind', int(1), "is not a valid 'Kind'", 'pets')],
    [
      '{ pets(filter: {name: "a", age: {max: 1}}) { id } }',
      wrong('filter.age', object(['max', int(1)]), "is missing required fields '[min]'", 'pets'),
    ],
    ['{ pets(filter: {name: "a", age: 3}) { id } }', wrong('filter.age', int(3), 'must be an object type', 'pets')],
    [
      '{ pets(filter: {name: "a", and: [{name: "b"}, {}]}) { id } }',
      wrong('filter.and[1]', 'ObjectValue{objectFields=[]}', "is missing required fields '[name]'", 'pets'),
    ],
    [
      '{ pets(filter: {name: "a", and: {name: 2}}) { id } }',
      wrong('filter.and.name', int(2), "is not a valid 'String'", 'pets'),
    ],
    [
      '{ pets(filter: {name: "a", tags: [null]}) { id } }',
      wrong('filter.tags[0]', 'NullValue{}', 'must not be null', 'pets'),
    ],
    ['{ box(in: {}) }', wrong('in', 'ObjectValue{objectFields=[]}', "is missing required fields '[a, b]'", 'box')],
    ['{ box(in: {b: "x"}) }', wrong('in', object(['b', string('x')]), "is missing required fields '[a]'", 'box')],
    ['{ box(in: null) }', wrong('in', 'NullValue{}', 'must not be null', 'box')],
    [
      'mutation { add(pet: {name: "a", owner: {}}) { id } }',
      wrong('pet.owner', 'ObjectValue{objectFields=[]}', "is missing required fields '[name]'", 'add'),
    ],
    [
      'mutation { add(pet: {name: "a", owner: {name: "b", email: "no"}}) { id } }',
      wrong('pet.owner.email', string('no'), "is not a valid 'AWSEmail'", 'add'),
    ],
    [
      'mutation { add(pet: {name: "a", kind: null}) { id } }',
      wrong('pet.kind', 'NullValue{}', 'must not be null', 'add'),
    ],
    ['{ json(value: {a: 1}) }', wrong('value', object(['a', int(1)]), "is not a valid 'AWSJSON'", 'json')],
    ['{ json(value: "{") }', wrong('value', string('{'), "is not a valid 'AWSJSON'", 'json')],
    ['{ json(email: "nobody") }', wrong('email', string('nobody'), "is not a valid 'AWSEmail'", 'json')],
    ['{ json(when: "yesterday") }', wrong('when', string('yesterday'), "is not a valid 'AWSDateTime'", 'json')],
    ['{ dog @include(if: "yes") { id } }', wrong('if', string('yes'), "is not a valid 'Boolean'", 'dog')],
    ['{ dog @skip(if: null) { id } }', wrong('if', 'NullValue{}', 'must not be null', 'dog')],
  ],
  UnknownDirective: [
    ['{ dog @nope { id } }', "UnknownDirective: Unknown directive nope @ 'dog'"],
    ['query @nope { dog { id } }', 'UnknownDirective: Unknown directive nope'],
    ['{ dog { ... @nope { id } } }', "UnknownDirective: Unknown directive nope @ 'dog'"],
    ['{ dog { ...F @nope } } fragment F on Dog { id }', "UnknownDirective: Unknown directive nope @ 'dog'"],
    ['{ dog { ...F } } fragment F on Dog @nope { id }', "UnknownDirective: Unknown directive nope @ 'F'"],
    ['query($a: Int @nope) { count(of: $a) }', 'UnknownDirective: Unknown directive nope'],
    [
      '{ dog @a @b { id } }',
      "UnknownDirective: Unknown directive a @ 'dog'",
      "UnknownDirective: Unknown directive b @ 'dog'",
    ],
  ],
  MisplacedDirective: [
    ['query @include(if: true) { dog { id } }', 'MisplacedDirective: Directive include not allowed here'],
    ['mutation @skip(if: true) { drop(id: 1) { id } }', 'MisplacedDirective: Directive skip not allowed here'],
    [
      '{ dog { ...F } } fragment F on Dog @include(if: true) { id }',
      "MisplacedDirective: Directive include not allowed here @ 'F'",
    ],
    ['query($a: Int @skip(if: true)) { count(of: $a) }', 'MisplacedDirective: Directive skip not allowed here'],
    ['{ dog @deprecated { id } }', "MisplacedDirective: Directive deprecated not allowed here @ 'dog'"],
    ['{ dog @aws_api_key { id } }', "MisplacedDirective: Directive aws_api_key not allowed here @ 'dog'"],
  ],
  DuplicateDirectiveName: [
    [
      '{ dog @skip(if: true) @skip(if: false) { id } }',
      "DuplicateDirectiveName: Directives must be uniquely named within a location. The directive 'skip' used on a 'Field' is not unique. @ 'dog'",
    ],
    [
      '{ dog { ... @include(if: true) @include(if: true) { id } } }',
      "DuplicateDirectiveName: Directives must be uniquely named within a location. The directive 'include' used on a 'InlineFragment' is not unique. @ 'dog'",
    ],
  ],
  LoneAnonymousOperationViolation: [
    [
      '{ dog { id } } query Q { cat { id } }',
      'LoneAnonymousOperationViolation: Anonymous operation with other operations.',
    ],
    [
      'query Q { cat { id } } { dog { id } }',
      'LoneAnonymousOperationViolation: Anonymous operation with other operations.',
    ],
    [
      'mutation { drop(id: 1) { id } } query Q { cat { id } }',
      'LoneAnonymousOperationViolation: Anonymous operation with other operations.',
    ],
    [
      '{ dog { id } } { cat { id } }',
      'LoneAnonymousOperationViolation: Anonymous operation with other operations.',
      'LoneAnonymousOperationViolation: Anonymous operation with other operations.',
    ],
  ],
  DuplicateOperationName: [
    [
      'query A { dog { id } } query A { cat { id } }',
      "DuplicateOperationName: There can be only one operation named 'A'",
    ],
    [
      'query A { dog { id } } mutation A { drop(id: 1) { id } }',
      "DuplicateOperationName: There can be only one operation named 'A'",
    ],
  ],
  NonExecutableDefinition: [
    ['{ dog { id } } type X { a: Int }', 'NonExecutableDefinition: X is not executable'],
    ['{ dog { id } } extend type Dog { a: Int }', 'NonExecutableDefinition: Dog is not executable'],
    ['{ dog { id } } schema { query: Query }', 'NonExecutableDefinition: schema is not executable'],
    ['{ dog { id } } scalar Y', 'NonExecutableDefinition: Y is not executable'],
  ],
  DuplicateFragmentName: [
    [
      '{ dog { ...F } } fragment F on Dog { id } fragment F on Dog { name }',
      "DuplicateFragmentName: There can be only one fragment named 'F'",
    ],
  ],
  UndefinedFragment: [
    ['{ dog { ...F } }', "UndefinedFragment: Undefined fragment F @ 'dog'"],
    ['{ ...Root }', 'UndefinedFragment: Undefined fragment Root'],
    ['{ dog { ... on Dog { ...G } } }', "UndefinedFragment: Undefined fragment G @ 'dog'"],
    ['{ dog { ...F } } fragment F on Dog { ...G }', "UndefinedFragment: Undefined fragment G @ 'F'"],
  ],
  UnusedFragment: [
    ['{ dog { id } } fragment F on Dog { id }', 'UnusedFragment: Unused fragment F'],
    ['{ dog { ...F } } fragment F on Dog { id } fragment G on Dog { ...F }', 'UnusedFragment: Unused fragment G'],
    [
      '{ dog { id } } fragment F on Dog { ...G } fragment G on Dog { id }',
      'UnusedFragment: Unused fragment F',
      'UnusedFragment: Unused fragment G',
    ],
  ],
  FragmentCycle: [
    ['{ dog { ...F } } fragment F on Dog { ...F }', "FragmentCycle: Fragment cycles not allowed @ 'F'"],
    [
      '{ dog { ...F } } fragment F on Dog { ...G } fragment G on Dog { ...F }',
      "FragmentCycle: Fragment cycles not allowed @ 'F'",
      "FragmentCycle: Fragment cycles not allowed @ 'G'",
    ],
    ['{ dog { ...F } } fragment F on Pet { friends { ...F } }', "FragmentCycle: Fragment cycles not allowed @ 'F'"],
    ['{ dog { ...F } } fragment F on Dog { ... { ...F } }', "FragmentCycle: Fragment cycles not allowed @ 'F'"],
  ],
  InlineFragmentTypeConditionInvalid: [
    [
      '{ dog { ... on Kind { id } } }',
      "InlineFragmentTypeConditionInvalid: Inline fragment type condition is invalid, must be on Object/Interface/Union @ 'dog'",
    ],
    [
      '{ dog { ... on Filter { name } } }',
      "InlineFragmentTypeConditionInvalid: Inline fragment type condition is invalid, must be on Object/Interface/Union @ 'dog'",
    ],
    [
      '{ dog { ... on String { id } } }',
      "InlineFragmentTypeConditionInvalid: Inline fragment type condition is invalid, must be on Object/Interface/Union @ 'dog'",
    ],
  ],
  FragmentTypeConditionInvalid: [
    [
      '{ dog { ...F } } fragment F on Filter { name }',
      "FragmentTypeConditionInvalid: Fragment type condition is invalid, must be on Object/Interface/Union @ 'F'",
    ],
    [
      '{ dog { ...F } } fragment F on Int { name }',
      "FragmentTypeConditionInvalid: Fragment type condition is invalid, must be on Object/Interface/Union @ 'F'",
    ],
    [
      '{ dog { ...F } } fragment F on Unit { name }',
      "FragmentTypeConditionInvalid: Fragment type condition is invalid, must be on Object/Interface/Union @ 'F'",
    ],
  ],
  InvalidFragmentType: [
    [
      '{ dog { ... on Cat { meows } } }',
      "InvalidFragmentType: Fragment cannot be spread here as objects of type Dog can never be of type Cat @ 'dog'",
    ],
    [
      '{ dog { ...F } } fragment F on Cat { meows }',
      "InvalidFragmentType: Fragment F cannot be spread here as objects of type Dog can never be of type Cat @ 'dog'",
    ],
    [
      '{ pet(id: 1) { ... on Owner { id } } }',
      "InvalidFragmentType: Fragment cannot be spread here as objects of type Pet can never be of type Owner @ 'pet'",
    ],
    [
      '{ any { ... on Cat { id } } }',
      "InvalidFragmentType: Fragment cannot be spread here as objects of type Anything can never be of type Cat @ 'any'",
    ],
    [
      '{ cat { ... on Anything { ... on Dog { id } } } }',
      "InvalidFragmentType: Fragment cannot be spread here as objects of type Cat can never be of type Anything @ 'cat'",
    ],
    [
      '{ ... on Mutation { drop(id: 1) { id } } }',
      'InvalidFragmentType: Fragment cannot be spread here as objects of type Query can never be of type Mutation',
    ],
  ],
  UnknownType: [
    ['{ dog { ... on Bird { id } } }', "UnknownType: Unknown type Bird @ 'dog'"],
    ['{ dog { ...F } } fragment F on Bird { id }', "UnknownType: Unknown type Bird @ 'F'"],
    ['query($a: Nope) { count(of: $a) }', 'UnknownType: Unknown type Nope'],
    ['query($a: [Nope!]!) { pets(tags: $a) { id } }', 'UnknownType: Unknown type Nope'],
  ],
  UndefinedVariable: [
    ['{ pet(id: $id) { id } }', "UndefinedVariable: Undefined variable id @ 'pet'"],
    ['query($a: Int) { count(of: $a, name: $b) }', "UndefinedVariable: Undefined variable b @ 'count'"],
    ['{ pets(filter: {name: $n}) { id } }', "UndefinedVariable: Undefined variable n @ 'pets'"],
    ['{ pets(tags: [$t]) { id } }', "UndefinedVariable: Undefined variable t @ 'pets'"],
    ['{ dog @include(if: $on) { id } }', "UndefinedVariable: Undefined variable on @ 'dog'"],
    ['{ dog { ...F } } fragment F on Dog { size(unit: $u) }', "UndefinedVariable: Undefined variable u @ 'dog/F/size'"],
    [
      'query A($id: ID!) { pet(id: $id) { id } } query B { pet(id: $id) { id } }',
      "UndefinedVariable: Undefined variable id @ 'pet'",
    ],
  ],
  UnusedVariable: [
    ['query($a: Int) { dog { id } }', 'UnusedVariable: Unused variable a'],
    ['query($a: Int, $b: Int) { count(of: $b) }', 'UnusedVariable: Unused variable a'],
    ['query($a: Int = 1) { count }', 'UnusedVariable: Unused variable a'],
    ['mutation($pet: NewPet) { drop(id: 1) { id } }', 'UnusedVariable: Unused variable pet'],
  ],
  DuplicateVariableName: [
    ['query($a: Int, $a: Int) { count(of: $a) }', "DuplicateVariableName: There can be only one variable named 'a'"],
  ],
  NonInputTypeOnVariable: [
    ['query($a: Dog) { count(of: $a) }', 'NonInputTypeOnVariable: Input variable a type Dog is not an input type'],
    [
      'query($a: [Pet!]) { count(of: $a) }',
      'NonInputTypeOnVariable: Input variable a type [Pet!] is not an input type',
    ],
    [
      'query($a: Anything!) { count(of: $a) }',
      'NonInputTypeOnVariable: Input variable a type Anything! is not an input type',
    ],
  ],
  BadValueForDefaultArg: [
    ['query($a: Int = "x") { count(of: $a) }', `BadValueForDefaultArg: Bad default value ${string('x')} for type Int`],
    [
      'query($a: Kind = BIRD) { pet(id: 1, kind: $a) { id } }',
      "BadValueForDefaultArg: Bad default value EnumValue{name='BIRD'} for type Kind",
    ],
    [
      'query($a: [String!] = [1]) { pets(tags: $a) { id } }',
      `BadValueForDefaultArg: Bad default value ArrayValue{values=[${int(1)}]} for type [String!]`,
    ],
    [
      'query($a: Filter = {}) { pets(filter: $a) { id } }',
      'BadValueForDefaultArg: Bad default value ObjectValue{objectFields=[]} for type Filter',
    ],
    [
      'query($a: ID! = null) { pet(id: $a) { id } }',
      'BadValueForDefaultArg: Bad default value NullValue{} for type ID!',
    ],
  ],
  VariableTypeMismatch: [
    [
      'query($a: String) { count(of: $a) }',
      "VariableTypeMismatch: Variable type 'String' doesn't match expected type 'Int' @ 'count'",
    ],
    [
      'query($a: ID) { pet(id: $a) { id } }',
      "VariableTypeMismatch: Variable type 'ID' doesn't match expected type 'ID!' @ 'pet'",
    ],
    [
      'query($a: [String]) { pets(tags: $a) { id } }',
      "VariableTypeMismatch: Variable type '[String]' doesn't match expected type '[String!]' @ 'pets'",
    ],
    [
      'query($a: String!) { pets(tags: $a) { id } }',
      "VariableTypeMismatch: Variable type 'String!' doesn't match expected type '[String!]' @ 'pets'",
    ],
    [
      'query($a: Boolean) { dog @include(if: $a) { id } }',
      "VariableTypeMismatch: Variable type 'Boolean' doesn't match expected type 'Boolean!' @ 'dog'",
    ],
    [
      'query($a: String) { pets(filter: {name: $a}) { id } }',
      "VariableTypeMismatch: Variable type 'String' doesn't match expected type 'String!' @ 'pets'",
    ],
    [
      'query($a: Int) { dog { ...F } } fragment F on Dog { size(unit: $a) }',
      "VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'Unit' @ 'dog/F/size'",
    ],
    [
      'mutation($a: NewPet) { add(pet: $a) { id } }',
      "VariableTypeMismatch: Variable type 'NewPet' doesn't match expected type 'NewPet!' @ 'add'",
    ],
  ],
  FieldsConflict: [
    ['{ dog { a: id a: name } }', 'FieldsConflict: a: id and name are different fields'],
    ['{ dog { name: id name } }', 'FieldsConflict: name: id and name are different fields'],
    ['{ x: dog { id } x: cat { id } }', 'FieldsConflict: x: dog and cat are different fields'],
    ['{ count(of: 1) count(of: 2) }', 'FieldsConflict: count: they have differing arguments'],
    ['{ dog { size size(unit: CM) } }', 'FieldsConflict: size: they have differing arguments'],
    [
      '{ pet(id: 1) { ... on Dog { age } ... on Cat { age } } }',
      'FieldsConflict: age: they return differing types Int and String',
    ],
    [
      '{ pet(id: 1) { ... on Dog { size } ... on Cat { size } } }',
      'FieldsConflict: size: they return differing types Float and Int',
    ],
    [
      '{ dog { owner { a: id } } dog { owner { a: name } } }',
      'FieldsConflict: dog: (owner: (a: id and name are different fields))',
    ],
    [
      '{ dog { a: id b: id } dog { a: name b: name } }',
      'FieldsConflict: dog: (a: id and name are different fields, b: id and name are different fields)',
    ],
    ['{ dog { ...F a: id } } fragment F on Dog { a: name }', 'FieldsConflict: a: id and name are different fields'],
  ],
  SubscriptionMultipleRootFields: [
    [
      'subscription S { added { id } dropped { id } }',
      "SubscriptionMultipleRootFields: Subscription operation 'S' must have exactly one root field",
    ],
    [
      'subscription { a: added { id } b: added { id } }',
      "SubscriptionMultipleRootFields: Subscription operation '' must have exactly one root field",
    ],
  ],
  SubscriptionIntrospectionRootField: [
    [
      'subscription S { __typename }',
      "SubscriptionIntrospectionRootField: Subscription operation 'S' root field '__typename' cannot be an introspection field",
    ],
  ],
};

const say = (document: string): string[] =>
  validateDocument(schema!, parse(document), true).map(({ message }) => message);

describe.each(Object.entries(CORPUS))('%s', (type, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_document, [document, ...messages]) => {
    // A document may break further rules; of this one it says exactly this.
    const said = say(document).filter((message) => message.startsWith(`Validation error of type ${type}:`));
    expect(said.toSorted()).toEqual(messages.map((message) => `Validation error of type ${message}`).toSorted());
  });
});

it('the corpus has a document for every rule, and 150 in all', () => {
  expect(Object.values(CORPUS).flat().length).toBeGreaterThanOrEqual(150);
  // Each rule, taken out alone, would leave part of the corpus unsaid.
  for (const rule of RULES) {
    const without = RULES.filter((one) => one !== rule);
    const silent = Object.entries(CORPUS).some(([type, rows]) =>
      rows.some(([document, ...messages]) => {
        const said = validateDocument(schema!, parse(document), true, without).map(({ message }) => message);
        return messages.some(
          (message) => message.startsWith(type) && !said.includes(`Validation error of type ${message}`),
        );
      }),
    );
    expect(silent, rule.name).toBe(true);
  }
});
