package io.farrier.desk;

import io.farrier.hub.Life;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Judges a folder of route files as a hub would, for a team that is about to commit: the same beans, the same settings and
 * the same rehearsal, but no database, no broker, no door to the outside, and nothing that starts.
 */
public final class Check {

    private static final String USAGE = "check [folder] [--setting=value …]; the folder is that of farrier.routes";

    private final Class<?> hub;
    private final PrintStream out;

    /** @param hub what is to be started as far as this needs it */
    public Check(Class<?> hub, PrintStream out) {
        this.hub = hub;
        this.out = out;
    }

    /**
     * @param args a folder and settings, or none of them
     * @return what the process ends with: 0, the routes load; 1, they do not; 2, it could not be asked
     */
    public int of(String... args) throws IOException {
        List<String> settings =
                Arrays.stream(args).filter(arg -> arg.startsWith("--")).toList();
        List<String> folders =
                Arrays.stream(args).filter(arg -> !arg.startsWith("--")).toList();
        if (folders.size() > 1) {
            out.println(USAGE);
            return 2;
        }
        if (!folders.isEmpty() && !Files.isDirectory(Path.of(folders.getFirst()))) {
            out.println("There is no folder " + folders.getFirst() + ". " + USAGE);
            return 2;
        }
        Path scratch = Files.createTempDirectory("farrier-check");
        try (ConfigurableApplicationContext context = start(settings, scratch)) {
            Path folder = folders.isEmpty()
                    ? context.getEnvironment().getRequiredProperty("farrier.routes", Path.class)
                    : Path.of(folders.getFirst());
            return say(folder, context.getBean(Desk.class).rehearse(new RouteFiles(folder).read()));
        } finally {
            FileSystemUtils.deleteRecursively(scratch);
        }
    }

    private int say(Path folder, Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            refused.problems().forEach(problem -> out.println(line(folder, problem)));
            out.println(
                    refused.problems().size() == 1
                            ? "1 problem"
                            : refused.problems().size() + " problems");
            return 1;
        }
        var routes = ((Verdict.Accepted) verdict).routes();
        out.printf(
                "%d files with %d routes load%n",
                routes.size(), routes.values().stream().mapToInt(List::size).sum());
        return 0;
    }

    /** As editors and CI take it to a place: {@code routes/a.camel.yaml:9: step a.do: there is no …}. */
    private static String line(Path folder, Problem problem) {
        String file = folder + problem.file().substring(problem.file().indexOf('/'));
        return file + (problem.line() == null ? "" : ":" + problem.line())
                + (problem.step() == null ? "" : ": step " + problem.step())
                + ": " + problem.reason();
    }

    /** Beans are made when a route names them, and what connects does so when it is used, which nothing is. */
    private ConfigurableApplicationContext start(List<String> settings, Path scratch) {
        SpringApplication application = new SpringApplication(hub);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setLazyInitialization(true);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context -> context.addBeanFactoryPostProcessor(nobodyAtHome()));
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(
                "--farrier.data=" + scratch,
                "--server.port=-1",
                "--spring.datasource.url=jdbc:postgresql://nowhere.invalid/check",
                "--spring.datasource.hikari.initialization-fail-timeout=-1",
                "--spring.datasource.hikari.connection-timeout=250",
                "--spring.flyway.enabled=false",
                "--spring.artemis.mode=native",
                "--spring.artemis.broker-url=tcp://nowhere.invalid:61616",
                "--spring.jmx.enabled=false",
                "--farrier.story.enabled=false",
                "--logging.file.name=",
                "--logging.level.root=OFF"));
        return application.run(all.toArray(String[]::new));
    }

    /** What acts by itself when a hub starts is left out. */
    private static BeanFactoryPostProcessor nobodyAtHome() {
        return (ConfigurableListableBeanFactory beans) -> {
            BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
            for (String runner : beans.getBeanNamesForType(ApplicationRunner.class, true, false)) {
                registry.removeBeanDefinition(runner);
            }
            registry.removeBeanDefinition("routesByTheDesk");
            registry.removeBeanDefinition("quartzScheduler");
            registry.removeBeanDefinition("life");
            beans.registerSingleton("life", new Life("check", "check"));
        };
    }
}
