package balanceapi.notify;

/**
 * What became of a callback. Nothing in it comes from the URL, the headers or an exception, so that all of it may be
 * logged but for the body of an answer, which is whatever the endpoint wrote.
 */
public sealed interface Outcome {

  /**
   * The endpoint answered, whatever it was: a redirect is an answer as well.
   *
   * @param status the HTTP status, from 200
   * @param body the beginning, at most {@link Callbacks#MOST_BODY} bytes of it, read as UTF-8; what is no UTF-8 is
   *     replaced
   */
  record Answered(int status, String body) implements Outcome {}

  /** The endpoint may not be called, and no connection was made. */
  record Refused(Refusal reason) implements Outcome {}

  /** No whole answer came. The endpoint may have got the request all the same, if it was connected to. */
  record Unreachable(Failure reason) implements Outcome {}

  /** Why an endpoint may not be called. */
  enum Refusal {
    /** It is no absolute URL with a host, or has a user, a fragment, a port that is none, or a letter beyond ASCII. */
    BAD_URL,
    /** Its scheme is another one. */
    NOT_HTTPS,
    /** Its host has no address, or cannot be looked up. */
    UNKNOWN_HOST,
    /** One of its host's addresses is not public, or is an IPv4 address that is not written as four decimal numbers. */
    NOT_ALLOWED_ADDRESS
  }

  /** Why no answer came. */
  enum Failure {
    /** No address of the host took the connection, each within three seconds. */
    CONNECT_FAILED,
    /** The endpoint did not prove that it is the host of the URL, or the handshake ended otherwise. */
    TLS_FAILED,
    /** The time was up. */
    TIMED_OUT,
    /** The connection ended before the answer did. */
    BROKEN_OFF,
    /** What came is no HTTP, or more headers than are read. */
    BAD_ANSWER
  }
}
