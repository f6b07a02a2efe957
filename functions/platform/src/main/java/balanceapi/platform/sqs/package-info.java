/** SQS, for those zips that declare its client. */
package balanceapi.platform.sqs;
