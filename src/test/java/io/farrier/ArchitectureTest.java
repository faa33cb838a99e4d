package io.farrier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the house: routes → processors → src, no circles, and rules that know nothing of machinery. */
class ArchitectureTest {

    private static JavaClasses house;
    private static DescribedPredicate<JavaClass> station;

    @BeforeAll
    static void read() throws IOException {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.farrier");
        // Bytecode can't tell the two source roots apart, so the files of one are listed.
        Path root = Path.of("processors");
        try (var files = Files.walk(root)) {
            Set<String> names = files.map(root::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", "").replace('/', '.'))
                    .collect(Collectors.toSet());
            station = DescribedPredicate.describe(
                    "stations (processors/)",
                    type -> names.contains(type.getName().replaceFirst("\\$.*", "")));
        }
    }

    @Test
    void src_does_not_know_the_stations() {
        noClasses()
                .that(DescribedPredicate.not(station))
                .should()
                .dependOnClassesThat(station)
                .check(house);
    }

    @Test
    void no_two_packages_import_each_other_in_a_circle() {
        slices().matching("io.farrier.(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void rules_know_no_camel_no_spring_no_database_and_no_clock() {
        noClasses()
                .that()
                .haveNameMatching(
                        "io\\.farrier\\.(run\\.(Decision|Learning|Seeking|Checking|Fold|Run|Item|JobState|Version)"
                                + "|plan\\.(PlanDecision|PlanView|Waves|UpdateOrder|Policy)|fleet\\.(Targets|Selector)"
                                + "|compliance\\.(VersionOrder|Match|Judgement)|transport\\.(Classification|Word)"
                                + "|answer\\.(Filter|Stage|Retry|CloudEvent|TicketMap|Asked|Address|Signature|Syslog|Letter|Receiving)"
                                + "|vcenter\\.(Precheck|Maintenance|Correlation|VimFault|Account|Look)"
                                + "|ome\\.(Paging|Reading|Device|Software|Match|Tags|Claims)|enrolment\\.Taking"
                                + "|files\\.(Newest|Selection)|bundle\\.BundleManifest"
                                + "|health\\.Alert|desk\\.(HouseRules|Neighbours|Sheet|Node|Changes|Problem|Near|Edit)|story\\.(Telling|Closing))(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "org.springframework..", "java.sql..", "java.time.Clock")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(house);
    }

    @Test
    void stores_and_records_in_src_know_no_camel() {
        noClasses()
                .that(DescribedPredicate.not(station))
                .and()
                .resideOutsideOfPackages("io.farrier.start..", "io.farrier.desk..", "io.farrier.access..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(house);
    }

    @Test
    void the_lab_knows_nothing_of_the_hub() {
        noClasses()
                .that()
                .resideInAPackage("io.farrier.lab..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "the hub",
                        type -> type.getPackageName().startsWith("io.farrier")
                                && !type.getPackageName().startsWith("io.farrier.lab")))
                .check(house);
    }

    @Test
    void nothing_sleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(house);
    }

    @Test
    void names_say_what_a_thing_is() {
        classes()
                .should()
                .haveNameNotMatching(".*(Manager|Impl|Util|Utils|Helper|Service)$")
                .check(house);
    }
}
