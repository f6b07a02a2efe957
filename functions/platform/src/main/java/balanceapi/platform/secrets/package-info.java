/** Secrets of the deployment: from the environment on one machine, from Secrets Manager on AWS. */
package balanceapi.platform.secrets;
