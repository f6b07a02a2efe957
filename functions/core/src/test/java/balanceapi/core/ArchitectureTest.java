package balanceapi.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The core knows nobody, and neither clock, zone nor chance of the machine. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("balanceapi.core");

  @Test
  void the_core_depends_on_nobody_but_java() {
    classes().should().onlyDependOnClassesThat().resideInAnyPackage("balanceapi.core..", "java..")
        .check(CORE);
    noClasses().should().dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.sql..", "java.io..", "java.nio.file..", "java.lang.reflect..")
        .check(CORE);
  }

  @Test
  void the_core_has_no_clock_no_zone_and_no_chance_of_its_own() {
    noClasses().should().callMethod(ZoneId.class, "systemDefault")
        .orShould().callMethod(Instant.class, "now")
        .orShould().callMethod(Instant.class, "now", Clock.class)
        .orShould().callMethod(LocalDate.class, "now")
        .orShould().callMethod(LocalDateTime.class, "now")
        .orShould().callMethod(Clock.class, "systemUTC")
        .orShould().callMethod(Clock.class, "systemDefaultZone")
        .orShould().callMethod(System.class, "currentTimeMillis")
        .orShould().callMethod(System.class, "nanoTime")
        .orShould().callMethod(System.class, "getenv")
        .orShould().callMethod(UUID.class, "randomUUID")
        .orShould().callMethod(Locale.class, "getDefault")
        .orShould().callMethod(Math.class, "random")
        .check(CORE);
  }

  @Test
  void the_core_folds_case_by_no_language_of_the_machine() {
    noClasses().should().callMethod(String.class, "toLowerCase")
        .orShould().callMethod(String.class, "toUpperCase")
        .check(CORE);
  }

  @Test
  void no_money_is_ever_binary_floating_point() {
    for (Class<?> type : new Class<?>[] {double.class, float.class, Double.class, Float.class}) {
      noFields().should().haveRawType(type).check(CORE);
      noMethods().should().haveRawReturnType(type).check(CORE);
    }
    noClasses().should().callMethod(java.math.BigDecimal.class, "doubleValue")
        .orShould().callMethod(java.math.BigDecimal.class, "valueOf", double.class)
        .orShould().callConstructor(java.math.BigDecimal.class, double.class)
        .check(CORE);
    methods().should()
        .notHaveRawParameterTypes(double.class)
        .check(CORE);
  }

  @Test
  void what_is_kept_is_never_changed() {
    fields().that().areDeclaredInClassesThat().areRecords().should().beFinal().check(CORE);
    noMethods().should().haveNameMatching("set[A-Z].*").check(CORE);
  }
}
