package io.farrier.desk;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Loads a set of route files in a throw-away context that sees the same beans and properties and starts nothing. What
 * does not load there would not load here, and here nothing has happened yet.
 */
final class Rehearsal {

    private static final Pattern FAILED_AT = Pattern.compile("(?:Failed to create route:? |route: )(\\S+)");
    private static final Pattern STEP = Pattern.compile(">>> (.+?) <<<");

    private final CamelContext stage;

    Rehearsal(CamelContext stage) {
        this.stage = stage;
    }

    Optional<Verdict.Refused> refuses(RouteFiles files) {
        Optional<Verdict.Refused> broken = HouseRules.broken(files);
        return broken.isPresent() ? broken : rehearse(files);
    }

    private Optional<Verdict.Refused> rehearse(RouteFiles files) {
        try (DefaultCamelContext scratch = scratch()) {
            for (Map.Entry<String, String> file : files.texts().entrySet()) {
                try {
                    PluginHelper.getRoutesLoader(scratch).loadRoutes(resource(file.getKey(), file.getValue()));
                } catch (Exception e) {
                    return Optional.of(refused(files, file.getKey(), e));
                }
            }
            try {
                scratch.start();
            } catch (Exception e) {
                return Optional.of(refused(files, null, e));
            }
            return Optional.empty();
        } catch (Exception e) {
            throw new IllegalStateException("The rehearsal could not be set up: " + e.getMessage(), e);
        }
    }

    static Resource resource(String name, String text) {
        return ResourceHelper.fromString("routes/" + name, text);
    }

    private DefaultCamelContext scratch() throws SchedulerException {
        DefaultCamelContext scratch = new DefaultCamelContext(stage.getRegistry());
        scratch.disableJMX();
        scratch.setAutoStartup(false);
        PropertiesComponent properties = (PropertiesComponent) scratch.getPropertiesComponent();
        PropertiesComponent originals = (PropertiesComponent) stage.getPropertiesComponent();
        for (PropertiesSource source : originals.getPropertiesSources()) {
            properties.addPropertiesSource(source);
        }
        properties.setPropertiesParser(originals.getPropertiesParser());
        // A scheduler of its own: a rehearsed clock on the live one would be taken off it when the rehearsal ends.
        QuartzComponent quartz = new QuartzComponent(scratch);
        java.util.Properties ram = new java.util.Properties();
        ram.setProperty("org.quartz.scheduler.instanceName", "rehearsal-" + System.identityHashCode(scratch));
        ram.setProperty("org.quartz.threadPool.threadCount", "1");
        ram.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        quartz.setScheduler(new StdSchedulerFactory(ram).getScheduler());
        quartz.setAutoStartScheduler(false);
        scratch.addComponent("quartz", quartz);
        return scratch;
    }

    /** What an integration team can act on: which file, where in it, and why. */
    private static Verdict.Refused refused(RouteFiles files, String loading, Exception e) {
        StringBuilder said = new StringBuilder();
        Throwable root = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            said.append(t.getMessage()).append('\n');
            root = t;
        }
        String step = find(STEP, said);
        String route = find(FAILED_AT, said);
        String file = loading != null
                ? loading
                : files.texts().entrySet().stream()
                        .filter(entry -> route != null && entry.getValue().contains("id: " + route))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("?");
        String text = files.texts().getOrDefault(file, "");
        String inside = step == null
                ? route
                : step.replaceFirst("^[A-Za-z]+\\[(?:ref:)?", "").replaceFirst("[ ?\\]].*", "");
        int line = HouseRules.line(text, inside);
        String reason = root.getMessage() == null
                ? root.toString()
                : root.getMessage().lines().findFirst().orElse("");
        return new Verdict.Refused(file, line == 0 ? HouseRules.line(text, route) : line, route, reason.strip());
    }

    private static String find(Pattern pattern, CharSequence text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
