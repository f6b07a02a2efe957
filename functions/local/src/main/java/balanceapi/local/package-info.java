/**
 * The deployment on one machine: everything that {@code template.yaml} describes, in one JVM.
 *
 * <p>{@link balanceapi.local.LocalStack} is the door; {@link balanceapi.local.Main} is its command line.
 * Routes, authorizer, schedules, queues, tables and environments are read from the template, never repeated
 * here.
 */
package balanceapi.local;
