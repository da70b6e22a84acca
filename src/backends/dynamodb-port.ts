// The port to DynamoDB: low-level operations in AWS's own shapes. The embedded engine (wing dynamodb/) and a real
// endpoint both stand behind it; wings.ts decides which.

export type DynamoDbOperation =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactGetItems'
  | 'TransactWriteItems';

/** Tables that live elsewhere (`endpoint` of a table). */
export interface RemoteTables {
  /**
   * Asks the place where the tables of a call live; undefined when they live here. Throws when one call can not reach
   * them all, and for operations that would change a table of somebody else's.
   */
  ask(operation: string, input: Readonly<Record<string, unknown>>): Promise<unknown> | undefined;
  /** Lets go of the connections. */
  close(): void;
}

export interface DynamoDbBackend {
  /**
   * Carries out one operation with AWS's input shape (`{TableName, Key: {id: {S: "1"}}, ...}`; binary values are base64
   * text) and gives AWS's output shape. Reads may answer at once; writes answer after they are durable. Throws, or
   * rejects with, a ServiceError such as ConditionalCheckFailedException.
   */
  call(operation: DynamoDbOperation, input: Readonly<Record<string, unknown>>): unknown | Promise<unknown>;
}
