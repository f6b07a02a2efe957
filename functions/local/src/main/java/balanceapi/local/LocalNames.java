package balanceapi.local;

import java.net.URI;
import java.util.Map;

/** What the template's resources are called on this machine: a resource's own name is its logical id. */
record LocalNames(Map<String, String> types, URI sqs) implements Intrinsics.References {

  static final String REGION = "us-east-1";
  static final String ACCOUNT = "000000000000";

  @Override
  public String ref(String name) {
    // SAM's own spellings: Function.Alias, Function.Version, Api.Stage.
    String logicalId = name.replaceFirst("\\..*", "");
    return switch (types.getOrDefault(logicalId, "")) {
      case "AWS::SQS::Queue" -> queueUrl(logicalId);
      case "AWS::SecretsManager::Secret" -> arn("secretsmanager", "secret:" + logicalId);
      case "" -> throw new LocalFailure("the template refers to " + name + ", which it does not define");
      default -> logicalId;
    };
  }

  @Override
  public String attribute(String logicalId, String name) {
    return switch (name) {
      case "Arn" -> arn(logicalId);
      // A stream is labelled with the moment that began it, which is not known before the table is there.
      case "StreamArn" -> arn(logicalId) + "/stream/latest";
      case "QueueUrl" -> queueUrl(logicalId);
      default -> ref(logicalId);
    };
  }

  String queueUrl(String logicalId) {
    return sqs + "/" + ACCOUNT + "/" + logicalId;
  }

  private String arn(String logicalId) {
    return switch (types.getOrDefault(logicalId, "")) {
      case "AWS::DynamoDB::Table" -> arn("dynamodb", "table/" + logicalId);
      case "AWS::SQS::Queue" -> arn("sqs", logicalId);
      case "AWS::Serverless::Function" -> arn("lambda", "function:" + logicalId);
      default -> arn("local", logicalId);
    };
  }

  static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
  }

  static Map<String, Object> pseudoParameters() {
    return Map.of(
        "AWS::Region", REGION,
        "AWS::AccountId", ACCOUNT,
        "AWS::Partition", "aws",
        "AWS::URLSuffix", "amazonaws.com",
        "AWS::StackName", "local",
        "AWS::StackId", "local");
  }
}
