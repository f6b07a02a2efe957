package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The operations that the API's description promises. */
final class OpenApi {

  static final Path FILE = Path.of("../balance/src/main/resources/openapi.yaml");

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** What an operation asks of its caller. */
  enum Guard {
    /** Nothing. */
    OPEN,
    /** An app's secret key. */
    APP,
    /** The App Builder's token. */
    ADMIN,
    /** A signature under one of the app's webhook secrets. */
    WEBHOOK
  }

  /** One method of one path. */
  record Operation(String method, String path, Guard guard) {

    /** As people write it, such as {@code GET /accounts}. */
    String key() {
      return method + " " + path;
    }
  }

  private OpenApi() {}

  static JsonNode document() {
    return Json.tree(TemplateFile.read(FILE));
  }

  /** Every operation, in the document's order. */
  static List<Operation> operations(Path file) {
    return operations(Json.tree(TemplateFile.read(file)));
  }

  static List<Operation> operations(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    document.path("paths").properties().forEach(
        path ->
            path.getValue().properties().stream()
                .filter(entry -> METHODS.contains(entry.getKey()))
                .forEach(
                    entry -> {
                      JsonNode own = entry.getValue().path("security");
                      operations.add(
                          new Operation(
                              entry.getKey().toUpperCase(Locale.ROOT),
                              path.getKey(),
                              guard(own.isMissingNode() ? document.path("security") : own)));
                    }));
    return operations;
  }

  private static Guard guard(JsonNode security) {
    if (security.isEmpty()) {
      return Guard.OPEN;
    }
    String scheme = security.get(0).fieldNames().next();
    return switch (scheme) {
      case "secretKey" -> Guard.APP;
      case "adminToken" -> Guard.ADMIN;
      case "webhookSignature" -> Guard.WEBHOOK;
      default -> throw new IllegalStateException("no test knows the security scheme " + scheme);
    };
  }
}
