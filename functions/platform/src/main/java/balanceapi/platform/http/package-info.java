/** Requests as API Gateway hands them over, and answers as this service gives them. */
package balanceapi.platform.http;
