/**
 * Secrets of the deployment, and the vault for those of its apps: from the environment on one machine, from
 * Secrets Manager and KMS on AWS.
 */
package balanceapi.platform.secrets;
