package balanceapi.local;

import balanceapi.local.OpenApi.Guard;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A request of one operation.
 *
 * @param why what is tried with it, for people
 * @param query its parameters, not encoded yet
 * @param headers beside the content type and the credential
 * @param type the content type; empty without a body
 * @param expected what its status has to be; any documented one when empty
 */
record ContractRequest(
    String why,
    ContractOperation operation,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String type,
    String body,
    Credential credential,
    Set<Integer> expected) {

  /** What the caller shows. */
  enum Credential {
    /** What the operation asks for. */
    RIGHT,
    NONE,
    UNKNOWN,
    /** The admin token in the place of a key, or the other way round. */
    OTHER_KIND
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static ContractRequest of(ContractOperation operation, String path) {
    return new ContractRequest(
        "as documented", operation, path, Map.of(), Map.of(), "", "", Credential.RIGHT, Set.of());
  }

  ContractRequest because(String reason) {
    return new ContractRequest(reason, operation, path, query, headers, type, body, credential, expected);
  }

  ContractRequest at(String otherPath) {
    return new ContractRequest(why, operation, otherPath, query, headers, type, body, credential, expected);
  }

  ContractRequest with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(query);
    more.put(parameter, value);
    return new ContractRequest(why, operation, path, more, headers, type, body, credential, expected);
  }

  ContractRequest withQuery(Map<String, String> other) {
    return new ContractRequest(why, operation, path, other, headers, type, body, credential, expected);
  }

  ContractRequest withHeader(String name, String value) {
    return new ContractRequest(
        why, operation, path, query, Map.of(name, value), type, body, credential, expected);
  }

  ContractRequest withBody(String mediaType, String text) {
    return new ContractRequest(
        why, operation, path, query, headers, mediaType, text, credential, expected);
  }

  ContractRequest by(Credential other) {
    return new ContractRequest(why, operation, path, query, headers, type, body, other, expected);
  }

  ContractRequest expecting(Set<Integer> statuses) {
    return new ContractRequest(why, operation, path, query, headers, type, body, credential, statuses);
  }

  /** Sends it as this tenant. */
  HttpResponse<String> send(ContractTenant as) throws Exception {
    String parameters =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    HttpRequest.Builder request =
        Tenant.at(as.stack().url(), path + parameters)
            .method(operation.operation().method(), BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }
    headers.forEach(request::header);
    if (operation.guard() == Guard.WEBHOOK) {
      sign(request, as.tenant());
    } else if (operation.guard() != Guard.OPEN && credential != Credential.NONE) {
      request.header("authorization", "Bearer " + bearer(as));
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** For a path and for a query, of which only the second takes a plus for a space. */
  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String bearer(ContractTenant as) {
    String admin = as.stack().secret("ADMIN_TOKEN");
    return switch (credential) {
      case RIGHT -> operation.guard() == Guard.ADMIN ? admin : as.tenant().key();
      case OTHER_KIND -> operation.guard() == Guard.ADMIN ? as.tenant().key() : admin;
      default -> "sk_wrong";
    };
  }

  private void sign(HttpRequest.Builder request, Tenant tenant) throws Exception {
    if (credential == Credential.NONE) {
      return;
    }
    String secret =
        credential == Credential.RIGHT
            ? tenant.webhookSecret()
            : "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    String id = UUID.randomUUID().toString();
    Instant now = Instant.now();
    request
        .header("webhook-id", id)
        .header("webhook-timestamp", "" + now.getEpochSecond())
        .header(
            "webhook-signature", Demo.sign(secret, id, now, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** As people write it; without the credential. */
  @Override
  public String toString() {
    String shown = body.length() > 200 ? body.substring(0, 200) + "…" : body;
    return why + ": " + operation.operation().method() + " " + path + " " + query + " " + headers + " " + type
        + " " + shown;
  }
}
