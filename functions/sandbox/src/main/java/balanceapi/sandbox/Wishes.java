package balanceapi.sandbox;

import balanceapi.core.bank.Bank;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Form;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request of the sandbox asks for: a JSON body, or a form. Usernames and passwords that come with it are
 * passed over: nobody signs in anywhere, and what is not read cannot be kept.
 */
final class Wishes {

  /** The most customers that one request makes. */
  static final int MOST = 10;

  private static final int MOST_ACCOUNTS = 5;
  private static final int MAX_BODY = 64 * 1024;
  private static final int MAX_NAME = 100;

  private final Fields fields;

  private Wishes(Fields fields) {
    this.fields = fields;
  }

  static Wishes of(Request request) {
    if (request.bodyLength() > MAX_BODY) {
      throw new Refused(
          Problem.PAYLOAD_TOO_LARGE, "The body may have " + MAX_BODY + " bytes.");
    }
    request.requirePlain();
    if (request.mediaType().equals("application/x-www-form-urlencoded")) {
      return new Wishes(form(request.body()));
    }
    String body = new String(request.body(), StandardCharsets.UTF_8).strip();
    // The list of customers often comes bare.
    String whole = body.isEmpty() ? "{}" : body.startsWith("[") ? "{\"customers\":" + body + "}" : body;
    return new Wishes(Json.parse(whole.getBytes(StandardCharsets.UTF_8)));
  }

  private static Fields form(byte[] body) {
    var json = Json.object();
    Form.parse(body)
        .orElseThrow(() -> new BadRequest("the body", "must be a form in percent-encoded UTF-8"))
        .forEach((name, values) -> json.put(name, values.getFirst()));
    return Json.parse(Json.write(json).getBytes(StandardCharsets.UTF_8));
  }

  /** How many customers are wished for. */
  int number() {
    return integer(fields, "number", 1, MOST);
  }

  int integer(String name, int usual, int most) {
    return integer(fields, name, usual, most);
  }

  private static int integer(Fields fields, String name, int usual, int most) {
    return fields.scalar(name).map(text -> Values.integer(name, text, 1, most)).orElse(usual);
  }

  Optional<String> id(String name, String otherName) {
    return fields.scalar(name).or(() -> fields.scalar(otherName)).map(text -> Values.id(name, text));
  }

  /** The customers described: a list, or one alone. */
  List<Login> customers(String app) {
    List<Fields> all = fields.objects("customers").orElse(List.of(fields));
    if (all.isEmpty() || all.size() > MOST) {
      throw new BadRequest("customers", "must be a list of 1 to " + MOST + " customers");
    }
    List<Login> logins = new ArrayList<>();
    for (Fields each : all) {
      String name =
          Values.line("name", each.required("name", each::scalar), MAX_NAME);
      Bank bank =
          each.scalar("bank")
              .map(text -> Bank.ofSandbox(text).orElseThrow(Wishes::noBank))
              .orElse(Bank.SANDBOX.getFirst());
      logins.add(Login.of(app, name, bank, integer(each, "noOfAccount", 1, MOST_ACCOUNTS)));
    }
    return logins;
  }

  private static BadRequest noBank() {
    return new BadRequest(
        "bank",
        "must be the id or the slug of a sandbox bank, such as "
            + Bank.SANDBOX.getFirst().slug()
            + "; banks/list has them");
  }
}
