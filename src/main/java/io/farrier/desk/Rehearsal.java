package io.farrier.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Loads a whole set of route files in a throw-away Camel context that knows the hub's beans and properties, and starts
 * nothing of it. The same code judges an edit on a running hub, the files at start, and those in a build.
 */
public final class Rehearsal {

    private final CamelContext hub;
    private final Known known;

    Rehearsal(CamelContext hub, Known known) {
        this.hub = hub;
        this.known = known;
    }

    /** Accepted with no changes, or Refused with everything that was found. Takes 10 to 30 ms a file. */
    public Verdict of(RouteSet set) {
        List<Problem> problems = new ArrayList<>();
        List<Sheet> sheets = new ArrayList<>();
        set.files().forEach((file, text) -> {
            HouseRules.misnamed(file).ifPresent(problems::add);
            try {
                Sheet sheet = Sheet.read(file, text);
                sheets.add(sheet);
                problems.addAll(HouseRules.problems(sheet));
            } catch (Sheet.Unreadable e) {
                problems.add(e.problem());
            }
        });
        problems.addAll(Neighbours.problems(sheets));
        problems.addAll(load(sound(sheets, problems)));
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(Problem::file).thenComparing(p -> p.line() == null ? 0 : p.line()));
            return new Verdict.Refused(List.copyOf(problems));
        }
        SortedMap<String, List<String>> routes = new TreeMap<>();
        sheets.forEach(sheet -> routes.put(sheet.file(), sheet.routeIds()));
        return new Verdict.Accepted(routes, Changes.NONE);
    }

    /** What is wrong already is not shown to Camel, which would say it again in worse words. */
    private static List<Sheet> sound(Collection<Sheet> sheets, List<Problem> problems) {
        var wrong = problems.stream().map(Problem::file).collect(Collectors.toSet());
        return sheets.stream()
                .filter(sheet -> !wrong.contains(sheet.file()))
                .sorted(Comparator.comparing(sheet -> !sheet.isShared()))
                .toList();
    }

    private List<Problem> load(List<Sheet> sheets) {
        List<Problem> problems = new ArrayList<>();
        Meant meant = new Meant(known);
        Scheduler clock = clock();
        try (DefaultCamelContext stage = new DefaultCamelContext(new DefaultRegistry(hub.getRegistry()))) {
            FailedStep step = prepare(stage, clock);
            stage.start();
            for (Sheet sheet : sheets) {
                step.forget();
                try {
                    PluginHelper.getRoutesLoader(stage).loadRoutes(resource(sheet));
                } catch (Exception e) {
                    problems.add(problem(sheet, step, e, meant));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The routes could not be rehearsed: " + e.getMessage(), e);
        } finally {
            end(clock);
        }
        return problems;
    }

    /** The file as Camel takes it; source locations then show its name. */
    static Resource resource(Sheet sheet) {
        return ResourceHelper.fromString(sheet.file(), sheet.text());
    }

    private FailedStep prepare(DefaultCamelContext stage, Scheduler clock) {
        stage.getCamelContextExtension().setName("rehearsal");
        stage.setApplicationContextClassLoader(hub.getApplicationContextClassLoader());
        stage.disableJMX();
        stage.setAutoStartup(false);
        stage.setSourceLocationEnabled(true);
        stage.setStartupSummaryLevel(StartupSummaryLevel.Off);
        // A new context knows none of the hub's {{properties}}.
        var known = (PropertiesComponent) hub.getPropertiesComponent();
        var asked = (PropertiesComponent) stage.getPropertiesComponent();
        known.getPropertiesSources().forEach(asked::addPropertiesSource);
        asked.setPropertiesParser(known.getPropertiesParser());
        // With the hub's own scheduler a rehearsed quartz route would unschedule the running one.
        QuartzComponent quartz = new QuartzComponent() {
            @Override
            protected void doStartScheduler() {
                // Nothing is started here, and no tick may come.
            }
        };
        quartz.setAutowiredEnabled(false);
        quartz.setScheduler(clock);
        stage.addComponent("quartz", quartz);
        FailedStep step = new FailedStep(PluginHelper.getProcessorFactory(stage));
        stage.getCamelContextExtension().addContextPlugin(ProcessorFactory.class, step);
        return step;
    }

    private static Problem problem(Sheet sheet, FailedStep step, Exception failure, Meant meant) {
        Integer line = step.line();
        String id = step.id();
        String near = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml
                    && yaml.getProblemMark().isPresent()) {
                line = yaml.getProblemMark().get().getLine() + 1;
                // Camel marks what stands behind the colon.
                int last = line;
                var field = Reason.field(yaml).flatMap(name -> sheet.field(name, last));
                if (field.isPresent()) {
                    line = field.get().node().line();
                    near = meant.field(field.get().above(), field.get().node().key());
                }
            }
            if (cause instanceof FailedToCreateRouteException route && line == null) {
                line = sheet.lineOf(route.getRouteId()).orElse(null);
            }
            if (cause instanceof FailedToCreateRouteException route && id == null) {
                id = route.getRouteId();
            }
        }
        return new Problem(sheet.file(), line, id, Reason.of(failure, meant) + near);
    }

    private static Scheduler clock() {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "rehearsal-" + System.nanoTime());
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.threadPool.threadCount", "1");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        try {
            return new StdSchedulerFactory(settings).getScheduler();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz gives no scheduler for a rehearsal: " + e.getMessage(), e);
        }
    }

    private static void end(Scheduler clock) {
        try {
            clock.shutdown();
        } catch (SchedulerException e) {
            throw new IllegalStateException("The rehearsal's scheduler did not end: " + e.getMessage(), e);
        }
    }
}
