package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class EventPatternTest {

  private static final String EVENT =
      """
      {"eventName": "MODIFY",
       "dynamodb": {
         "Keys": {"pk": {"S": "account#1"}},
         "SizeBytes": 300,
         "NewImage": {
           "status": {"S": "active"}, "due": {"NULL": true}, "empty": {"S": ""}, "nothing": {"X": null},
           "tags": {"SS": ["a", "b"]}, "none": {"L": []},
           "holds": {"L": [{"M": {"kind": {"S": "card"}, "open": {"BOOL": true}}},
                           {"M": {"kind": {"S": "loan"}, "open": {"BOOL": false}}}]}}}}
      """;

  private static boolean matches(String pattern) throws Exception {
    return EventPattern.of(pattern.replace('\'', '"')).matches(Json.parse(EVENT));
  }

  private static boolean image(String pattern) throws Exception {
    return matches("{'dynamodb':{'NewImage':{" + pattern + "}}}");
  }

  @Test
  void a_member_has_one_of_the_values() throws Exception {
    assertTrue(matches("{'eventName':['MODIFY']}"));
    assertTrue(matches("{'eventName':['INSERT','MODIFY']}"));
    assertFalse(matches("{'eventName':['INSERT','REMOVE']}"));
    assertFalse(matches("{'eventName':['modify']}"));
    assertTrue(image("'empty':{'S':['']}"));
    assertFalse(matches("{'absent':['MODIFY']}"));
  }

  @Test
  void numbers_booleans_and_null_are_values_too() throws Exception {
    assertTrue(matches("{'dynamodb':{'SizeBytes':[300]}}"));
    assertTrue(matches("{'dynamodb':{'SizeBytes':[3.0e2]}}"));
    assertFalse(matches("{'dynamodb':{'SizeBytes':[301,'300']}}"));
    assertTrue(image("'due':{'NULL':[true]}"));
    assertTrue(image("'nothing':{'X':[null]}"));
    assertFalse(image("'status':{'S':[null]}"));
    assertFalse(image("'absent':{'S':[null]}"));
  }

  @Test
  void every_member_of_a_pattern_must_match() throws Exception {
    assertTrue(matches("{'eventName':['MODIFY'],'dynamodb':{'Keys':{'pk':{'S':['account#1']}}}}"));
    assertFalse(matches("{'eventName':['INSERT'],'dynamodb':{'Keys':{'pk':{'S':['account#1']}}}}"));
    assertFalse(matches("{'eventName':['MODIFY'],'dynamodb':{'Keys':{'pk':{'S':['account#2']}}}}"));
  }

  @Test
  void a_text_may_be_known_by_how_it_begins() throws Exception {
    assertTrue(matches("{'dynamodb':{'Keys':{'pk':{'S':[{'prefix':'account#'}]}}}}"));
    assertTrue(matches("{'dynamodb':{'Keys':{'pk':{'S':['x',{'prefix':'acc'}]}}}}"));
    assertFalse(matches("{'dynamodb':{'Keys':{'pk':{'S':[{'prefix':'app#'}]}}}}"));
    assertFalse(matches("{'dynamodb':{'SizeBytes':[{'prefix':'3'}]}}"));
  }

  @Test
  void only_a_value_exists_and_what_is_above_it_does_not() throws Exception {
    assertTrue(image("'status':{'S':[{'exists':true}]}"));
    assertFalse(image("'status':{'S':[{'exists':false}]}"));
    assertTrue(image("'absent':{'S':[{'exists':false}]}"));
    assertTrue(matches("{'dynamodb':{'OldImage':{'status':{'S':[{'exists':false}]}}}}"));
    assertTrue(image("'nothing':{'X':[{'exists':true}]}"));
    assertFalse(image("'status':[{'exists':true}]"));
    assertTrue(image("'status':[{'exists':false}]"));
    assertTrue(image("'none':{'L':{'S':[{'exists':false}]}}"));
  }

  @Test
  void a_value_may_be_any_but_some() throws Exception {
    assertTrue(image("'status':{'S':[{'anything-but':['closed','gone']}]}"));
    assertFalse(image("'status':{'S':[{'anything-but':['closed','active']}]}"));
    assertFalse(image("'status':{'S':[{'anything-but':'active'}]}"));
    assertFalse(image("'absent':{'S':[{'anything-but':['closed']}]}"));
    assertTrue(matches("{'dynamodb':{'SizeBytes':[{'anything-but':[299,301]}]}}"));
    assertFalse(matches("{'dynamodb':{'SizeBytes':[{'anything-but':[300.0]}]}}"));
  }

  @Test
  void of_a_list_one_element_is_enough() throws Exception {
    assertTrue(image("'tags':{'SS':['b']}"));
    assertFalse(image("'tags':{'SS':['c']}"));
    assertTrue(image("'holds':{'L':{'M':{'kind':{'S':['loan']},'open':{'BOOL':[false]}}}}"));
    assertFalse(image("'holds':{'L':{'M':{'kind':{'S':['loan']},'open':{'BOOL':[true]}}}}"));
  }

  @Test
  void what_is_no_pattern_or_not_known_is_told() {
    assertRefused("it is no JSON", "{'eventName':['INSERT'=1]}");
    assertRefused("it is no JSON object", "'INSERT'");
    assertRefused("the values of eventName are no list", "{'eventName':'INSERT'}");
    assertRefused("the values of eventName are none", "{'eventName':[]}");
    assertRefused("an object in it asks for nothing", "{'dynamodb':{}}");
    assertRefused("the local run does not know the operator suffix", "{'a':[{'suffix':'x'}]}");
    assertRefused("the local run does not know $or", "{'$or':[{'a':['x']},{'b':['x']}]}");
    assertRefused("a prefix is a text", "{'a':[{'prefix':1}]}");
    assertRefused("exists is true or false", "{'a':[{'exists':'no'}]}");
    assertRefused(
        "the local run knows anything-but with values alone", "{'a':[{'anything-but':{'prefix':'x'}}]}");
    assertRefused("[\"x\"] is neither a value nor one operator", "{'a':[['x']]}");
  }

  private static void assertRefused(String why, String pattern) {
    String text = pattern.replace('\'', '"');
    LocalFailure failure = assertThrows(LocalFailure.class, () -> EventPattern.of(text));
    assertEquals("the filter " + text + " is not understood: " + why, failure.getMessage());
  }
}
