/** The stores on DynamoDB: one table, the tenant first in every key. */
package balanceapi.platform.dynamo;
